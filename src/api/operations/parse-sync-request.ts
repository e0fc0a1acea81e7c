import type { Application } from "../../application/application.ts";
import { parseApplication } from "../../application/read-application.ts";
import { defaultSyncOptions, parseSyncOptions } from "../../application/sync-options.ts";
import { isObject, type Json, type JsonObject, readField } from "../../kube/json.ts";
import { parseLabelSelector } from "../../kube/label-selector.ts";
import type { SyncRequest } from "../../record/state.ts";
import type { Initiator } from "../../sync/operation.ts";
import type { SyncChoices } from "../../sync/sync-choices.ts";
import type { ApiCall } from "../api-call.ts";
import { type FieldCheck, isFlag, isNothing, refuseFields } from "../parse-fields.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { parseInfos } from "./parse-infos.ts";
import { parseResources } from "./parse-resources.ts";
import { parseRetry } from "./parse-retry.ts";
import { parseStrategy } from "./parse-strategy.ts";

const revisionCharactersMax = 1_000;

/** Parses Argo CD's sync request, and `labels`, which is ours; every field that cannot be obeyed is refused by name. */
export function parseSyncRequest(
  call: ApiCall,
  manifest: JsonObject,
): { readonly request: SyncRequest } | Refusal {
  const { body } = call;
  const refused = refuseFields(body, toChecks(call, manifest), "sync");
  if (refused !== undefined) return refused;
  const { application } = parseApplication(manifest);
  const choices = toChoices(body, application);
  const problem = findProblem(choices, application);
  if (problem !== undefined) return problem;
  const prune = body["prune"] === true;
  const asked = Object.keys(choices).length === 0 ? {} : { choices };
  return { request: { initiatedBy: toInitiator(call), prune, ...asked } };
}

/** Says who asks: whoever a token was given to is not known here. */
export function toInitiator({ caller }: Pick<ApiCall, "caller">): Initiator {
  if (typeof caller === "object") return { username: caller.username, automated: false };
  return { username: caller === "iam" ? "iam" : "api", automated: false };
}

/** Gives the checks of the fields that say which Application is meant: of another one they are refused. */
export function toNameChecks({ name }: ApiCall, manifest: JsonObject): Readonly<Record<string, FieldCheck>> {
  const project = readField(manifest, "spec", "project") ?? "default";
  return {
    name: (value) => value === name.name,
    appNamespace: (value) => value === name.namespace || value === "",
    project: (value) => value === project || value === "",
  };
}

function toChecks(call: ApiCall, manifest: JsonObject): Readonly<Record<string, FieldCheck>> {
  return {
    ...toNameChecks(call, manifest),
    prune: isFlag,
    dryRun: isFlag,
    revision: (value) => typeof value === "string" && value.length <= revisionCharactersMax,
    strategy: (value) => parseStrategy(value) !== undefined,
    resources: (value) => parseResources(value) !== undefined,
    labels: (value) => typeof value === "string" && parseLabelSelector(value) !== undefined,
    infos: (value) => parseInfos(value) !== undefined,
    retryStrategy: (value) => parseRetry(value) !== undefined,
    syncOptions: (value) => parseItems(value) !== undefined,
    // One source only, and its manifests come from Git.
    manifests: isNothing,
    sourcePositions: isNothing,
    revisions: isNothing,
  };
}

function toChoices(body: JsonObject, application: Application | undefined): SyncChoices {
  const { revision, labels } = body;
  const retry = parseRetry(body["retryStrategy"] ?? null);
  return {
    ...(typeof revision === "string" && isOther(revision, application) ? { revision } : {}),
    ...(body["dryRun"] === true ? { dryRun: true } : {}),
    ...(typeof labels === "string" && labels !== "" ? { labels } : {}),
    ...parseStrategy(body["strategy"] ?? null),
    ...(retry === undefined || retry === "none" ? {} : { retry }),
    ...toLists(body),
  };
}

function toLists(body: JsonObject): Pick<SyncChoices, "resources" | "infos" | "syncOptions"> {
  const resources = parseResources(body["resources"] ?? null) ?? [];
  const infos = parseInfos(body["infos"] ?? null) ?? [];
  const syncOptions = parseItems(body["syncOptions"] ?? null) ?? [];
  return {
    ...(resources.length === 0 ? {} : { resources }),
    ...(syncOptions.length === 0 ? {} : { syncOptions }),
    ...(infos.length === 0 ? {} : { infos }),
  };
}

/** The revision that the Application itself names is no choice. */
function isOther(revision: string, application: Application | undefined): boolean {
  return revision.trim() !== "" && revision !== application?.source.targetRevision;
}

function parseItems(value: Json): readonly string[] | undefined {
  if (value === null) return [];
  if (!isObject(value) || Object.keys(value).some((name) => name !== "items")) return undefined;
  const items = value["items"] ?? [];
  if (!Array.isArray(items)) return undefined;
  const texts = items.filter((item) => typeof item === "string");
  return texts.length === items.length ? texts : undefined;
}

/** What would be refused when the sync begins is refused now, as Argo CD's server does. */
function findProblem(
  { revision, dryRun, syncOptions = [] }: SyncChoices,
  application: Application | undefined,
): Refusal | undefined {
  const wrong = parseSyncOptions(syncOptions, defaultSyncOptions).problems.find(
    ({ severity }) => severity === "error",
  );
  if (wrong !== undefined) return refuse("BAD_BODY", `Cannot sync: syncOptions: ${wrong.message}`);
  const isAutomated = application?.syncPolicy.automated !== undefined;
  if (revision === undefined || dryRun === true || !isAutomated) return undefined;
  const target = application.source.targetRevision;
  const message = `Cannot sync to ${JSON.stringify(revision)}: auto-sync keeps the Application at ${JSON.stringify(target)}; roll back with a pin, or switch auto-sync off`;
  return refuse("AUTOMATED", message);
}
