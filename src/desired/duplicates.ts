import { formatKey, toRef } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";

/** An object and its position among the application's manifests. */
export type Placed = { readonly object: KubeObject; readonly index: number };

/** A key that several manifests have. */
export type Repetition = { readonly key: string; readonly count: number };

/** Keeps the last of the manifests that have the same key, in input order; those with generateName are never the same. */
export function keepLast(placed: readonly Placed[]): {
  readonly kept: readonly Placed[];
  readonly repeated: readonly Repetition[];
} {
  const byKey = new Map<string, { readonly last: Placed; readonly count: number }>();
  for (const item of placed) {
    const key = toIdentity(item);
    byKey.set(key, { last: item, count: (byKey.get(key)?.count ?? 0) + 1 });
  }
  const kept = [...byKey.values()].map(({ last }) => last).sort((a, b) => a.index - b.index);
  const repeated = [...byKey]
    .filter(([, { count }]) => count > 1)
    .map(([key, { count }]) => ({ key, count }));
  return { kept, repeated };
}

function toIdentity({ object, index }: Placed): string {
  const key = formatKey(toRef(object));
  return object.metadata.name === "" ? `${key}#${index}` : key;
}
