/**
 * Actions over the API, at Argo CD's paths and in its shapes: what an object has, and one of them run. The second path takes
 * parameters, too. The application is woken afterwards, so that it shows what became of the object.
 */
import { act, listActions } from "../../act.ts";
import type { Json, JsonObject } from "../../kube/json.ts";
import { asObject } from "../../kube/values.ts";
import { markAndWake } from "../../moves/wake.ts";
import type { ObjectTarget } from "../../touch/own-object.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import type { ApiAnswer } from "../api-request.ts";
import { findApplication } from "../applications/find-application.ts";
import { toNameChecks } from "../operations/parse-sync-request.ts";
import { type FieldCheck, refuseFields } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { parseBodyTarget, parseQueryTarget } from "./parse-target.ts";

/** Lists the actions that an object has now; those that make no sense at present are disabled. */
export async function listResourceActions(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const parsed = parseQueryTarget(call);
  if ("refusal" in parsed) return parsed.refusal;
  const actions = await listActions(parsed.target, ports);
  return { status: 200, headers: {}, body: { actions: actions.map((action) => ({ ...action })) } };
}

/** Runs an action without parameters: the body is its name, a text or `{action}`. */
export async function runResourceAction(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  return await runAsked(call, ports, { checks: { action: isText }, parseTarget: parseQueryTarget });
}

/** Runs an action; the body says of what, which, and with what parameters. */
export async function runResourceActionV2(call: ApiCall, ports: ApiPorts): Promise<ApiAnswer> {
  return await runAsked(call, ports, { checks: bodyChecks, parseTarget: parseBodyTarget });
}

/** Where a call says what it is about, and what else its body may have. */
type Form = {
  readonly checks: Readonly<Record<string, FieldCheck>>;
  readonly parseTarget: typeof parseQueryTarget;
};

async function runAsked(call: ApiCall, ports: ApiPorts, { checks, parseTarget }: Form): Promise<ApiAnswer> {
  const found = await findApplication(call, ports);
  if ("refusal" in found) return found.refusal;
  const all = { ...toNameChecks(call, found.manifest), ...checks };
  const parsed = refuseFields(call.body, all, "run an action") ?? parseTarget(call);
  return "refusal" in parsed ? parsed.refusal : await run(parsed.target, call.body, ports);
}

const textCharactersMax = 1_000;
const parametersMax = 100;

const bodyChecks: Readonly<Record<string, FieldCheck>> = {
  ...{
    action: isText,
    group: isText,
    kind: isText,
    namespace: isText,
    resourceName: isText,
    version: isText,
  },
  resourceActionParameters: (value) => parseParameters(value) !== undefined,
};

function isText(value: Json): boolean {
  return typeof value === "string" && value.length <= textCharactersMax;
}

async function run(target: ObjectTarget, body: JsonObject, ports: ApiPorts): Promise<ApiAnswer> {
  const name = body["action"];
  if (typeof name !== "string" || name === "") return unnamed.refusal;
  const parameters = parseParameters(body["resourceActionParameters"] ?? null) ?? {};
  const acted = await act(target, { name, parameters }, ports);
  await markAndWake([target.application], ports);
  const changed = acted.map(({ operation, ref }) => ({ operation, ...ref }));
  return { status: 200, headers: {}, body: { changed } };
}

const unnamed: Refusal = refuse("BAD_BODY", "Cannot run an action: name it in the field action");

/** undefined: no list of {name, value}, or one that names a parameter twice. */
function parseParameters(value: Json): Readonly<Record<string, string>> | undefined {
  if (value === null) return {};
  if (!Array.isArray(value) || value.length > parametersMax) return undefined;
  const pairs = value.map((each): readonly [string, string] | undefined => {
    const { name, value: text, ...others } = asObject(each);
    const isPair = typeof name === "string" && typeof text === "string" && Object.keys(others).length === 0;
    return isPair ? [name, text] : undefined;
  });
  const known = pairs.filter((pair) => pair !== undefined);
  const names = new Set(known.map(([name]) => name));
  return names.size === value.length ? Object.fromEntries(known) : undefined;
}
