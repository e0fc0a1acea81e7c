import type { ApplicationSource } from "../application/application-source.ts";
import type { Watch } from "../source/watch.ts";

/** Makes what an application watches of its repository; nothing read: the next push, whatever it touches. */
export function toWatch(
  { repoUrl, targetRevision }: Pick<ApplicationSource, "repoUrl" | "targetRevision">,
  seen: Pick<Watch, "sha" | "reads">,
): Watch {
  return { repoUrl, targetRevision, ...seen };
}

/** A ref name is at most as long, and nobody hosts repositories under longer URLs. */
const textBytesMax = 1_000;

/** Tells whether a tick can ask for what is watched: texts beyond all measure name no repository and no revision. */
export function isWatchable({ repoUrl, targetRevision }: Watch): boolean {
  return [repoUrl, targetRevision].every((text) => Buffer.byteLength(text) <= textBytesMax);
}
