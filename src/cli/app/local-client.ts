import { answer } from "../../api/api.ts";
import type { ApiPorts } from "../../api/api-call.ts";
import type { ApiRequest } from "../../api/api-request.ts";
import type { ApplicationName } from "../../application/application.ts";
import { codeOf, messageOf, nextMove } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import type { Local } from "../../local/open-local.ts";
import { look } from "../../look.ts";
import type { Ports } from "../../ports/ports.ts";
import { reconcile } from "../../reconcile.ts";
import type { Outcome } from "../../stories/outcome.ts";
import type { Client, ClientAnswer, ClientRequest } from "./client.ts";

/** A reconcile that finds much to do stops after this long and goes on in the next. */
const sliceMs = 60_000;
const heldPauseMs = 500;
const pauseMinMs = 50;
const pauseMaxMs = 1_000;

/** Makes a client of a state folder: the API is asked in this process, and this process carries out what is asked for. */
export function createLocalClient(local: Local, username: string): Client {
  const { ports } = local;
  const apiPorts: ApiPorts = {
    ...ports,
    // Nobody comes over a network, and nobody listens to a queue: whoever waits reconciles.
    tokens: { has: () => Promise.resolve(false) },
    queues: { wake: () => Promise.resolve() },
  };
  return {
    isAlone: true,
    async ask(request) {
      local.startRound();
      return await ask(toApiRequest(request, username), apiPorts);
    },
    async advance(name) {
      local.startRound();
      return toPause(await step(name, ports), ports.clock.now());
    },
    close: async () => await local.close(),
  };
}

/** What the API leaves to its server to explain is an answer like any other here. */
async function ask(request: ApiRequest, ports: ApiPorts): Promise<ClientAnswer> {
  try {
    const { status, headers, body } = await answer(request, ports);
    const warning = headers["warning"];
    const warnings = warning === undefined ? [] : [warning.replaceAll(/299 - "([^"]*)"/g, "$1")];
    return { status, warnings, body: asObject(body) };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const status = nextMove[code] === "retry" ? 503 : 500;
    return { status, warnings: [], body: { code, message: messageOf(error) } };
  }
}

function toApiRequest({ method, path, query = {}, body }: ClientRequest, username: string): ApiRequest {
  const named = Object.entries(query).map(([name, value]) => [name, [value ?? []].flat()] as const);
  return {
    method,
    path,
    query: Object.fromEntries(named.filter(([, values]) => values.length > 0)),
    headers: { "content-type": "application/json" },
    body: Buffer.from(body === undefined ? "" : formatJson(body)),
    caller: { username },
  };
}

/** Where a look finds nothing to do, nothing is written; else the application is marked and reconciled. */
async function step(name: ApplicationName, ports: Ports): Promise<Outcome> {
  const idle = await look(name, ports);
  if (idle !== undefined) return idle;
  const now = ports.clock.now();
  await ports.applications.mark(name, now);
  return await reconcile(name, ports, { deadline: now + sliceMs });
}

function toPause(outcome: Outcome, now: number): number {
  if (outcome.held) return heldPauseMs;
  const pause = outcome.dueAt === undefined ? pauseMaxMs : outcome.dueAt - now;
  return Math.min(Math.max(pause, pauseMinMs), pauseMaxMs);
}
