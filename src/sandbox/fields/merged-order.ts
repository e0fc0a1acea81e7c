/**
 * Orders the items of a merged list: those of the configuration in its order, those that only live has before the item
 * they preceded. The rule is sigs.k8s.io/structured-merge-diff's (`typed/merge.go`), which keeps a re-apply from moving items.
 */
export function toMergedOrder(live: readonly string[], config: readonly string[]): readonly string[] {
  const inLive = new Set(live);
  const inConfig = new Set(config);
  const shared = config.filter((element) => inLive.has(element));
  const merged = new Set<string>();
  let at = 0;
  let sharedAt = 0;
  for (const element of config) {
    // Up to the item both sides agree on next, live's own items go first; shared items out of turn wait for theirs.
    for (; at < live.length && live[at] !== element; at += 1) {
      const candidate = live[at] ?? "";
      if (!inConfig.has(candidate)) merged.add(candidate);
      else if (candidate === shared[sharedAt]) break;
    }
    merged.add(element);
    if (live[at] === element) at += 1;
    if (shared[sharedAt] === element) sharedAt += 1;
  }
  for (const element of live.slice(at)) if (!inConfig.has(element)) merged.add(element);
  return [...merged];
}
