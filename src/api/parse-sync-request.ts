import { parseApplication } from "../application/read-application.ts";
import { equalJson } from "../kube/canonical-json.ts";
import { isObject, type Json, type JsonObject, readField } from "../kube/json.ts";
import type { SyncRequest } from "../record/state.ts";
import type { ApiCall } from "./api-call.ts";
import { type Refusal, refuse } from "./refuse.ts";

type Check = (value: Json, call: ApiCall, manifest: JsonObject) => boolean;

const nothing: Check = (value) =>
  value === "" || value === false || (typeof value === "object" && Object.keys(value ?? {}).length === 0);

/** The fields of Argo CD's request, and the values that mean what is done here; null and absent always do. */
const supported: Readonly<Record<string, Check>> = {
  name: (value, { name }) => value === name.name,
  appNamespace: (value, { name }) => value === name.namespace || value === "",
  project: (value, _call, manifest) =>
    value === "" || value === (readField(manifest, "spec", "project") ?? "default"),
  prune: (value) => typeof value === "boolean",
  // What the Application itself names is what is synced.
  revision: (value, _call, manifest) =>
    value === "" || value === parseApplication(manifest).application?.source.targetRevision,
  dryRun: nothing,
  strategy: isHookStrategy,
  resources: nothing,
  manifests: nothing,
  infos: nothing,
  retryStrategy: nothing,
  // The Application's own options are obeyed, and no others.
  syncOptions: (value, _call, manifest) =>
    isObject(value) &&
    equalJson(
      toSorted(readField(value, "items")),
      toSorted(readField(manifest, "spec", "syncPolicy", "syncOptions")),
    ),
  sourcePositions: nothing,
  revisions: nothing,
};

/** Parses Argo CD's sync request; every field that asks for something else is refused by name. */
export function parseSyncRequest(
  call: ApiCall,
  manifest: JsonObject,
): { readonly request: SyncRequest } | Refusal {
  const fields = Object.entries(call.body).filter(([, value]) => value !== null);
  const unknown = fields.filter(([name]) => !Object.hasOwn(supported, name)).map(([name]) => name);
  if (unknown.length > 0) {
    const names = unknown.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 80)));
    return refuse("BAD_BODY", `Cannot sync: unknown field ${names.join(", ")}`);
  }
  const unsupported = fields.filter(([name, value]) => !supported[name]?.(value ?? null, call, manifest));
  if (unsupported.length > 0) {
    const names = unsupported.map(([name]) => name).join(", ");
    return refuse(
      "UNSUPPORTED",
      `Cannot sync: not supported yet, or not of this application: ${names}; leave it out`,
    );
  }
  // Whoever the token was given to is not known here.
  const username = call.caller === "iam" ? "iam" : "api";
  const initiatedBy = { username, automated: false };
  return { request: { initiatedBy, prune: call.body["prune"] === true } };
}

/** Hooks are always run and nothing is forced: Argo CD's strategy `hook` as its clients send it. */
function isHookStrategy(value: Json): boolean {
  if (!isObject(value)) return false;
  const { hook, ...others } = value;
  return (hook === undefined || hook === null || isUnforced(hook)) && Object.values(others).every(isAbsent);
}

function isUnforced(hook: Json): boolean {
  if (!isObject(hook)) return false;
  const { force, syncStrategyApply, ...others } = hook;
  const inner = syncStrategyApply ?? {};
  const isMild = isObject(inner) && Object.entries(inner).every(([name, each]) => name === "force" && !each);
  return !force && isMild && Object.keys(others).length === 0;
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function toSorted(list: Json | undefined): Json {
  return Array.isArray(list) ? list.map(String).toSorted() : [];
}
