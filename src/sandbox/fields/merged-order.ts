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
  for (const element of config) {
    // Up to the item both sides agree on next, live's own items go first; shared items out of turn wait for theirs.
    const end = toNextShared(live, at, shared[0]);
    for (const own of live.slice(at, end)) if (!inConfig.has(own)) merged.add(own);
    merged.add(element);
    at = live[end] === element ? end + 1 : end;
    if (shared[0] === element) shared.shift();
  }
  for (const own of live.slice(at)) if (!inConfig.has(own)) merged.add(own);
  return [...merged];
}

function toNextShared(live: readonly string[], from: number, next: string | undefined): number {
  const index = next === undefined ? -1 : live.indexOf(next, from);
  return index < 0 ? live.length : index;
}
