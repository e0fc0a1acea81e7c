import { equalJson } from "../../kube/canonical-json.ts";
import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject, TextMap } from "../../kube/object.ts";
import type { Context } from "./context.ts";
import { controlled, controllerRef } from "./owned.ts";
import { objectAt } from "./values.ts";
import { create, remove, replace } from "./write.ts";

export type PodPlan = {
  readonly owner: KubeObject;
  readonly template: Json | undefined;
  /** Its name, or what the server makes one of. */
  readonly name: { readonly name?: string; readonly generateName: string };
  readonly labels?: TextMap;
  readonly annotations?: TextMap;
  /** Fields of the spec that the template does not have. */
  readonly spec?: JsonObject;
};

/** Creates a pod from a template. */
export function createPod(context: Context, plan: PodPlan): KubeObject {
  const { owner, template } = plan;
  const labels = { ...objectAt(template, "metadata", "labels"), ...plan.labels };
  const annotations = { ...objectAt(template, "metadata", "annotations"), ...plan.annotations };
  const finalizers = readField(template, "metadata", "finalizers");
  return create(context.state, "/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...plan.name,
      namespace: owner.metadata.namespace,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerRef(owner)],
    },
    spec: { ...objectAt(template, "spec"), ...plan.spec },
  });
}

/** Lists the pods that an object controls, those that nobody controls and that fit adopted, those that do not fit released. */
export function claimPods(
  context: Context,
  owner: KubeObject,
  fits: (pod: KubeObject) => boolean,
): readonly KubeObject[] {
  return claim(context, owner, {
    storage: "/pods",
    fits,
    candidates: context.orphansIn("/pods", owner.metadata.namespace ?? ""),
  });
}

type Claim = {
  readonly storage: string;
  readonly fits: (object: KubeObject) => boolean;
  readonly candidates: Iterable<KubeObject>;
};

/** Lists what an object controls, after adopting and releasing: pkg/controller/controller_ref_manager.go. */
export function claim(
  context: Context,
  owner: KubeObject,
  { storage, fits, candidates }: Claim,
): readonly KubeObject[] {
  const isGoing = owner.metadata.deletionTimestamp !== undefined;
  const own = controlled(context.state, owner, storage);
  if (isGoing) return own;
  const strangers = own.filter((object) => !fits(object) && object.metadata.deletionTimestamp === undefined);
  for (const object of strangers) release(context, owner, { storage, object });
  const orphans = [...candidates].filter(
    (object) => object.metadata.deletionTimestamp === undefined && fits(object),
  );
  const adopted = orphans.map((object) => adopt(context, owner, { storage, object }));
  return [...own.filter((object) => !strangers.includes(object)), ...adopted];
}

type Stored = { readonly storage: string; readonly object: KubeObject };

function adopt({ state }: Context, owner: KubeObject, { storage, object }: Stored): KubeObject {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerRef(owner)];
  return replace(state, storage, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

function release({ state }: Context, owner: KubeObject, { storage, object }: Stored): void {
  const { ownerReferences = [], ...metadata } = object.metadata;
  const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
  const kept = others.length === 0 ? metadata : { ...metadata, ownerReferences: others };
  replace(state, storage, { ...object, metadata: kept });
}

/** Deletes a pod and says so. */
export function deletePod(
  context: Context,
  pod: KubeObject,
  by: { owner: KubeObject; source: string },
): void {
  remove(context.state, "/pods", pod);
  const message = `Deleted pod: ${pod.metadata.name}`;
  context.tell({ about: by.owner, source: by.source, reason: "SuccessfulDelete", message });
}

/** Tells whether two templates are equal but for a label that a controller adds. */
export function equalTemplates(a: Json | undefined, b: Json | undefined, label: string): boolean {
  return equalJson(withoutLabel(a, label), withoutLabel(b, label));
}

function withoutLabel(template: Json | undefined, label: string): JsonObject {
  const { [label]: _, ...labels } = objectAt(template, "metadata", "labels");
  return { ...objectAt(template), metadata: { ...objectAt(template, "metadata"), labels } };
}
