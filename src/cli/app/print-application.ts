import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import { formatColumns } from "../columns.ts";
import { nameOf, showAppName } from "./app-name.ts";
import { listAt, textAt, toResourceLines } from "./application-view.ts";

const labelWidth = 20;
const shortSha = 7;

/** Prints applications as the lines of a table, in Argo CD's columns. */
export function formatApplications(apps: readonly JsonObject[], isWide: boolean): string {
  const head = ["NAME", "CLUSTER", "NAMESPACE", "PROJECT", "STATUS", "HEALTH", "SYNCPOLICY", "CONDITIONS"];
  const wideHead = isWide ? ["REPO", "PATH", "TARGET"] : [];
  return formatColumns([[...head, ...wideHead], ...apps.map((app) => toRow(app, isWide))]);
}

function toRow(app: JsonObject, isWide: boolean): readonly string[] {
  const source = readField(app, "spec", "source");
  const wide = [textAt(source, "repoURL"), textAt(source, "path"), textAt(source, "targetRevision")];
  return [
    showAppName(nameOf(app)),
    clusterOf(app),
    textAt(app, "spec", "destination", "namespace"),
    projectOf(app),
    textAt(app, "status", "sync", "status"),
    textAt(app, "status", "health", "status"),
    toPolicy(app, { automated: "Auto", prune: "-Prune" }),
    toConditions(app),
    ...(isWide ? wide : []),
  ];
}

/** Gives the cluster that an application goes to, as its spec names it. */
export function clusterOf(app: JsonObject): string {
  const destination = readField(app, "spec", "destination");
  return textAt(destination, "server") || textAt(destination, "name");
}

function projectOf(app: JsonObject): string {
  return textAt(app, "spec", "project") || "default";
}

function toPolicy(app: JsonObject, words: { readonly automated: string; readonly prune: string }): string {
  const automated = readField(app, "spec", "syncPolicy", "automated");
  if (automated === undefined || automated === null || readField(automated, "enabled") === false)
    return "Manual";
  return readField(automated, "prune") === true ? `${words.automated}${words.prune}` : words.automated;
}

function toConditions(app: JsonObject): string {
  const types = Map.groupBy(listAt(app, "status", "conditions"), (condition) => textAt(condition, "type"));
  const words = [...types].map(([type, { length }]) => (length > 1 ? `${type}(${length})` : type)).sort();
  return words.length === 0 ? "<none>" : words.join(",");
}

/** Prints what a person asks first of an application: where it comes from, where it goes, how it is. */
export function formatSummary(app: JsonObject, windows?: JsonObject): string {
  const source = readField(app, "spec", "source");
  const deleted = textAt(app, "metadata", "deletionTimestamp");
  const lines: readonly (readonly [string, string])[] = [
    ["Name:", showAppName(nameOf(app))],
    ["Project:", projectOf(app)],
    ["Server:", clusterOf(app)],
    ["Namespace:", textAt(app, "spec", "destination", "namespace")],
    ["Repo:", textAt(source, "repoURL")],
    ["Target:", textAt(source, "targetRevision")],
    ["Path:", textAt(source, "path")],
    ...(windows === undefined ? [] : [toWindowLine(windows)]),
    ["Sync Policy:", toPolicy(app, { automated: "Automated", prune: " (Prune)" })],
    ["Sync Status:", toSyncStatus(app)],
    ["Health Status:", textAt(app, "status", "health", "status")],
    ...(deleted === "" ? [] : ([["Deleting since:", deleted]] as const)),
  ];
  return lines.map(toLine).join("");
}

function toLine([label, value]: readonly [string, string]): string {
  return `${label.padEnd(labelWidth)}${value}`.trimEnd().concat("\n");
}

function toWindowLine(windows: JsonObject): readonly [string, string] {
  const status = readField(windows, "canSync") === true ? "Sync Allowed" : "Sync Denied";
  return ["SyncWindow:", status];
}

function toSyncStatus(app: JsonObject): string {
  const status = textAt(app, "status", "sync", "status");
  const target = textAt(app, "spec", "source", "targetRevision");
  const revision = textAt(app, "status", "sync", "revision");
  const preposition = new Map([
    ["Synced", "to"],
    ["OutOfSync", "from"],
  ]).get(status);
  const named = preposition === undefined ? status : `${status} ${preposition} ${target || "HEAD"}`;
  return revision === "" || revision === target ? named : `${named} (${revision.slice(0, shortSha)})`;
}

/** Prints what is wrong or noteworthy; "" where nothing is. */
export function formatConditions(app: JsonObject): string {
  const conditions = listAt(app, "status", "conditions");
  if (conditions.length === 0) return "";
  const rows = conditions.map((each) =>
    ["type", "message", "lastTransitionTime"].map((field) => oneLine(textAt(each, field))),
  );
  return formatColumns([["CONDITION", "MESSAGE", "LAST TRANSITION"], ...rows]);
}

/** Prints how an application's last operation went; "" where there was none. */
export function formatOperation(app: JsonObject): string {
  const state = readField(app, "status", "operationState");
  if (state === undefined) return "";
  const isDry = readField(state, "operation", "sync", "dryRun") === true;
  const lines: readonly (readonly [string, string])[] = [
    ["Operation:", isDry ? "Sync (dry run)" : "Sync"],
    ["Sync Revision:", textAt(state, "syncResult", "revision")],
    ["Phase:", textAt(state, "phase")],
    ["Start:", textAt(state, "startedAt")],
    ["Finished:", textAt(state, "finishedAt")],
    ["Duration:", toDuration(state)],
    ["Message:", textAt(state, "message")],
  ];
  return lines
    .filter(([, value]) => value !== "")
    .map(toLine)
    .join("");
}

function toDuration(state: Json): string {
  const [start = Number.NaN, end = Number.NaN] = ["startedAt", "finishedAt"].map((each) =>
    Date.parse(textAt(state, each)),
  );
  return Number.isNaN(end - start) ? "" : `${Math.round((end - start) / 1_000)}s`;
}

/** Prints an application's objects in Argo CD's columns; "" where it has none. */
export function formatResources(app: JsonObject): string {
  const lines = toResourceLines(app);
  if (lines.length === 0) return "";
  const head = ["GROUP", "KIND", "NAMESPACE", "NAME", "STATUS", "HEALTH", "HOOK", "MESSAGE"];
  const rows = lines.map((line) => [
    line.group,
    line.kind,
    line.namespace,
    line.name,
    line.status,
    line.health,
    line.hook,
    oneLine(line.message),
  ]);
  return formatColumns([head, ...rows]);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, "; ");
}
