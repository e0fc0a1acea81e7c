import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { asObject } from "../../kube/values.ts";
import type { Kind } from "../cluster/kind.ts";
import { numberAt, textAt } from "../controllers/values.ts";
import { toSelectorText } from "./selector-text.ts";

/** Where a kind keeps what its Scale shows. */
export type ScalePaths = {
  readonly replicas: readonly string[];
  readonly present: readonly string[];
  /** undefined: the built-in `spec.selector`. */
  readonly selector: readonly string[] | undefined;
};

const builtIn: ScalePaths = {
  replicas: ["spec", "replicas"],
  present: ["status", "replicas"],
  selector: undefined,
};

/** Gives the paths of a kind's Scale; those of a custom kind are in its definition. */
export function scalePathsOf({ definition }: Kind): ScalePaths {
  if (definition === undefined) return builtIn;
  const paths = readField(definition.version, "subresources", "scale");
  return {
    replicas: toPath(readField(paths, "specReplicasPath")),
    present: toPath(readField(paths, "statusReplicasPath")),
    selector: toPath(readField(paths, "labelSelectorPath")),
  };
}

function toPath(text: Json | undefined): readonly string[] {
  return typeof text === "string" ? text.split(".").slice(1) : [];
}

/** Shows an object as an autoscaling/v1 Scale. */
export function toScale(kind: Kind, object: KubeObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const paths = scalePathsOf(kind);
  const wanted = numberAt(object, ...paths.replicas) ?? 0;
  const selector =
    paths.selector === undefined
      ? toSelectorText(readField(object, "spec", "selector"))
      : textAt(object, ...paths.selector);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: wanted === 0 ? {} : { replicas: wanted },
    status: { replicas: numberAt(object, ...paths.present) ?? 0, ...(selector === "" ? {} : { selector }) },
  };
}

/** Gives an object with another number of replicas. */
export function withReplicas(kind: Kind, object: KubeObject, replicas: Json): KubeObject {
  const changed = withValue(object, scalePathsOf(kind).replicas, replicas);
  return { ...object, ...changed };
}

function withValue(object: JsonObject, [name, ...rest]: readonly string[], value: Json): JsonObject {
  if (name === undefined) return object;
  const child = object[name];
  return {
    ...object,
    [name]: rest.length === 0 ? value : withValue(asObject(child), rest, value),
  };
}
