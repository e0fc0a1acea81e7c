import { equalDurations } from "../kube/go-duration.ts";
import { isObject, type Json } from "../kube/json.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { equalQuantities } from "../kube/quantity.ts";
import { asList } from "../kube/values.ts";
import type { KnownType, KnownTypes } from "../settings/comparison-settings.ts";
import { isList, readOwn } from "./equal-values.ts";

/** By side of a comparison: the paths at which both hold one value in two spellings. */
type Respelled = ReadonlyMap<KubeObject, readonly (readonly string[])[]>;

type Scalar = { readonly path: readonly string[]; readonly isSame: typeof equalQuantities };

const resources = ["resources.limits.*", "resources.requests.*"];
const containers = ["containers", "initContainers", "ephemeralContainers"];
const podSpec = [
  ...containers.flatMap((list) => resources.map((path) => `${list}.${path}`)),
  ...["overhead.*", "resources.limits.*", "resources.requests.*", "volumes.emptyDir.sizeLimit"],
];

/** Where the quantities of a type are: "*" is every field, and a list is passed through. */
const quantityPaths: { readonly [type in Exclude<KnownType, "meta/v1/Duration">]: readonly string[] } = {
  "core/Quantity": [""],
  "core/v1/ResourceList": ["*"],
  "core/v1/ResourceRequirements": ["limits.*", "requests.*"],
  "core/v1/Container": resources,
  "core/v1/PodSpec": podSpec,
  "core/v1/PodTemplateSpec": podSpec.map((path) => `spec.${path}`),
};

/**
 * A Rollout's pods are known without being configured, as in Argo CD: ensureDefaultCRDsConfigured in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/argo/normalizers/knowntypes_normalizer.go
 */
const always: KnownTypes = {
  group: "argoproj.io",
  kind: "Rollout",
  fields: [{ path: ["spec", "template", "spec"], type: "core/v1/PodSpec" }],
};

/**
 * Finds the fields of a kind that knownTypeFields tell of, and in which two objects differ in spelling only: `1000m` and `1`, `60m` and
 * `1h0m0s`. undefined: none. Items of lists are those of one name, else of one position.
 */
export function findRespelled(
  types: readonly KnownTypes[],
  { group, kind }: ObjectKey,
  { desired, live }: { readonly desired?: KubeObject | undefined; readonly live?: KubeObject | undefined },
): Respelled | undefined {
  const own = types.filter((each) => each.group === group && each.kind === kind);
  const known = own.length === 0 && group === always.group && kind === always.kind ? [always] : own;
  if (known.length === 0 || desired === undefined || live === undefined) return undefined;
  const found: Found = { desired: [], live: [] };
  for (const scalar of known.flatMap(({ fields }) => fields.flatMap(toScalars))) {
    search(found, scalar, { desired: step(desired), live: step(live), depth: 0 });
  }
  if (found.desired.length === 0) return undefined;
  return new Map([
    [desired, found.desired],
    [live, found.live],
  ]);
}

function toScalars({ path, type }: KnownTypes["fields"][number]): readonly Scalar[] {
  if (type === "meta/v1/Duration") return [{ path, isSame: equalDurations }];
  return quantityPaths[type].map((text) => ({
    path: [...path, ...text.split(".").filter((name) => name !== "")],
    isSame: equalQuantities,
  }));
}

type Found = { readonly desired: (readonly string[])[]; readonly live: (readonly string[])[] };
type Side = { readonly value: Json | undefined; readonly path: readonly string[] };
type Place = { readonly desired: Side; readonly live: Side; readonly depth: number };

function step(value: Json | undefined, path: readonly string[] = []): Side {
  return { value, path };
}

function search(found: Found, scalar: Scalar, { desired, live, depth }: Place): void {
  if (isList(desired.value) && isList(live.value)) {
    for (const pair of pairItems(desired, live)) search(found, scalar, { ...pair, depth });
    return;
  }
  const name = scalar.path[depth];
  if (name === undefined) {
    if (desired.value === live.value || !scalar.isSame(desired.value, live.value)) return;
    found.desired.push(desired.path);
    found.live.push(live.path);
    return;
  }
  if (!isObject(desired.value) || !isObject(live.value)) return;
  for (const field of name === "*" ? Object.keys(desired.value) : [name]) {
    const next = {
      desired: step(readOwn(desired.value, field), [...desired.path, field]),
      live: step(readOwn(live.value, field), [...live.path, field]),
      depth: depth + 1,
    };
    search(found, scalar, next);
  }
}

function pairItems(desired: Side, live: Side): readonly Pick<Place, "desired" | "live">[] {
  const [ours, theirs] = [asList(desired.value), asList(live.value)];
  return ours.map((item, index) => {
    const name = isObject(item) ? item["name"] : undefined;
    const named = theirs.findIndex((other) => isObject(other) && other["name"] === name);
    const position = name === undefined ? index : named;
    return {
      desired: step(item, [...desired.path, String(index)]),
      live: step(theirs[position], [...live.path, String(position)]),
    };
  });
}
