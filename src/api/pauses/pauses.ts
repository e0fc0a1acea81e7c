/**
 * Pauses over the API: what people switched off comes in and goes out as `{scope, by, since, reason, until}`, times as text. A scope
 * is one of `{all: true}`, `{project}`, `{cluster}` and `{application: "namespace/name"}`.
 *
 * 1. A pause of a scope takes the place of the one before. Whoever asks is named in it.
 * 2. What is paused need not be there: a cluster may be named before it has its first application.
 * 3. Where a pause of one application ends, that application is woken; wider ones end when each is looked at next.
 */
import { formatApplicationName } from "../../application/application.ts";
import type { JsonObject } from "../../kube/json.ts";
import { formatTime } from "../../kube/time.ts";
import { markAndWake } from "../../moves/wake.ts";
import { formatScope, type Pause, type PauseScope } from "../../sync/pause.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { toInitiator } from "../operations/parse-sync-request.ts";
import { refuse } from "../refuse.ts";
import { parsePause, parseScope } from "./parse-pause.ts";

/** Lists the pauses that are not over. */
export async function listPauses(_call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const now = ports.clock.now();
  const pauses = (await ports.pauses.read()).filter(({ until }) => until === undefined || now < until);
  return { status: 200, headers: {}, body: { items: pauses.map(toShown) } };
}

/** Pauses a scope. */
export async function savePause(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const parsed = parsePause(call.body, ports.clock.now());
  if ("refusal" in parsed) return parsed.refusal;
  const pause = { ...parsed.pause, by: toInitiator(call).username };
  await ports.pauses.save(pause);
  await wakeScope(pause.scope, ports);
  return { status: 200, headers: {}, body: toShown(pause) };
}

/** Ends the pause of a scope. */
export async function removePause({ query }: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const { all, projects, cluster, application } = query;
  const [project, ...others] = projects;
  const scope = parseScope({ all: all || undefined, project, cluster, application });
  if (scope === undefined || others.length > 0)
    return refuse("BAD_QUERY", "Cannot resume: name one of all=true, project, cluster and application")
      .refusal;
  if (!(await ports.pauses.remove(scope)))
    return refuse("NOT_FOUND", `Cannot resume ${formatScope(scope)}: it is not paused`).refusal;
  await wakeScope(scope, ports);
  return { status: 200, headers: {}, body: {} };
}

async function wakeScope(scope: PauseScope, ports: ApiPorts): Promise<void> {
  if (!("application" in scope)) return;
  const { application } = scope;
  if ((await ports.specs.read("Application", application)) !== undefined)
    await markAndWake([application], ports);
}

function toShown({ scope, by, since, reason, until }: Pause): JsonObject {
  return {
    scope: "application" in scope ? { application: formatApplicationName(scope.application) } : { ...scope },
    by,
    since: formatTime(since),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: formatTime(until) }),
  };
}
