import type { ClusterState } from "../cluster/cluster.ts";
import type { Kind } from "../cluster/kind.ts";
import { listObjects } from "../cluster/list-objects.ts";
import { watchObjects } from "../watching/watch-objects.ts";
import type { Answer } from "./answer.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { listAnswer } from "./list-answer.ts";
import { type ListOptions, parseListOptions } from "./list-options.ts";
import type { Route } from "./route.ts";
import { watchAnswer } from "./watch-answer.ts";

export type CollectionCall = { readonly kind: Kind; readonly route: Route; readonly call: IncomingCall };

/** Answers a GET of a collection: a list, or a watch. Throws the server's StatusError. */
export function answerCollection(state: ClusterState, { kind, route, call }: CollectionCall): Answer {
  const options = parseListOptions(call.query, route.isWatch);
  const selection = {
    ...options,
    kind,
    namespace: route.namespace,
    fieldSelector: toFieldSelector(options, route),
  };
  if (!options.isWatch) return listAnswer(listObjects(state, selection), { kind, call });
  const watch = watchObjects(state, selection);
  const { allowWatchBookmarks: allowBookmarks, timeoutSeconds } = options;
  return watchAnswer(
    { watch, version: state.store.version, now: state.now, allowBookmarks, timeoutSeconds },
    { kind, call },
  );
}

/** A path that names one object selects it. */
function toFieldSelector({ fieldSelector }: ListOptions, { name }: Route): string {
  const parts = [
    ...(name === "" ? [] : [`metadata.name=${name}`]),
    ...(fieldSelector === "" ? [] : [fieldSelector]),
  ];
  return parts.join(",");
}
