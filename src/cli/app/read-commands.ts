import { type JsonObject, readField } from "../../kube/json.ts";
import { formatColumns } from "../columns.ts";
import type { CommandContext } from "../command-context.ts";
import { type AppFilter, listApplications, nameOf, showAppName, toAppName } from "./app-name.ts";
import { listAt, textAt } from "./application-view.ts";
import { type AppRun, askApi, toAppRequest } from "./ask-client.ts";
import { type ClientOptions, type NamedOptions, withClient } from "./open-client.ts";
import {
  clusterOf,
  formatApplications,
  formatConditions,
  formatOperation,
  formatResources,
  formatSummary,
} from "./print-application.ts";
import { printDocument } from "./print-document.ts";
import { refreshAndWait } from "./watch-application.ts";

export type ListOptions = ClientOptions &
  AppFilter & { readonly cluster?: string; readonly path?: string; readonly output: string };

/** Runs `outrigger app list`. */
export async function runList(options: ListOptions, context: CommandContext): Promise<number> {
  return await withClient(options, context, async (run) => {
    const { out } = context.streams;
    const apps = (await listApplications(run, options)).filter((app) => isListed(app, options));
    if (printDocument([...apps], options.output, out)) return 0;
    if (options.output === "name") out.write(apps.map((app) => `${showAppName(nameOf(app))}\n`).join(""));
    else out.write(formatApplications(apps, options.output === "wide"));
    return 0;
  });
}

function isListed(app: JsonObject, { cluster, path }: ListOptions): boolean {
  const destination = readField(app, "spec", "destination");
  const clusters = [clusterOf(app), textAt(destination, "name")];
  if (cluster !== undefined && !clusters.includes(cluster)) return false;
  return path === undefined || textAt(app, "spec", "source", "path") === path;
}

export type GetOptions = NamedOptions & {
  readonly refresh?: boolean;
  readonly hardRefresh?: boolean;
  readonly showOperation?: boolean;
  readonly timeout: number;
  readonly output: string;
};

/** Runs `outrigger app get`; a refresh is waited for. */
export async function runGet(name: string, options: GetOptions, context: CommandContext): Promise<number> {
  return await withClient(options, context, async (run) => {
    const { out } = context.streams;
    const app = await readApplication(run, name, options);
    if (printDocument(app, options.output, out)) return 0;
    const windows = await askApi(run, {
      method: "GET",
      ...toAppRequest(toAppName(name, options.appNamespace), "syncwindows"),
    }).catch(() => undefined); // a spec that is wrong has no windows, and the conditions say what is wrong
    const operation = options.showOperation === true ? formatOperation(app) : "";
    const parts = [formatSummary(app, windows), operation, formatConditions(app), formatResources(app)];
    out.write(parts.filter((part) => part !== "").join("\n"));
    return 0;
  });
}

async function readApplication(run: AppRun, text: string, options: GetOptions): Promise<JsonObject> {
  const name = toAppName(text, options.appNamespace);
  const { refresh, hardRefresh, timeout } = options;
  if (refresh === true || hardRefresh === true)
    return await refreshAndWait(run, name, { isHard: hardRefresh === true, timeoutMs: timeout });
  return await askApi(run, { method: "GET", ...toAppRequest(name) });
}

/** Runs `outrigger app history`: what can be rolled back to, newest last. */
export async function runHistory(
  name: string,
  options: NamedOptions & { readonly output: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const { out } = context.streams;
    const app = await askApi(run, { method: "GET", ...toAppRequest(toAppName(name, options.appNamespace)) });
    const history = listAt(app, "status", "history");
    if (printDocument([...history], options.output, out)) return 0;
    if (options.output === "id") out.write(history.map((entry) => `${textAt(entry, "id")}\n`).join(""));
    else out.write(formatHistory(history));
    return 0;
  });
}

function formatHistory(history: readonly JsonObject[]): string {
  const rows = history.map((entry) => {
    const target = textAt(entry, "source", "targetRevision") || "HEAD";
    const by = textAt(entry, "initiatedBy", "username") || "automated";
    return [
      textAt(entry, "id"),
      textAt(entry, "deployedAt"),
      `${target} (${textAt(entry, "revision").slice(0, 7)})`,
      by,
    ];
  });
  return formatColumns([["ID", "DATE", "REVISION", "BY"], ...rows]);
}

/** Runs `outrigger app resources`: the objects of an application as they were last seen. */
export async function runResources(
  name: string,
  options: NamedOptions & { readonly output: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const { out } = context.streams;
    const request = toAppRequest(toAppName(name, options.appNamespace), "resource-tree");
    const tree = await askApi(run, { method: "GET", ...request });
    if (printDocument(tree, options.output, out)) return 0;
    const rows = (["nodes", "orphanedNodes"] as const).flatMap((field) =>
      listAt(tree, field).map((node) => toNodeRow(node, field === "nodes" ? "No" : "Yes")),
    );
    out.write(formatColumns([["GROUP", "KIND", "NAMESPACE", "NAME", "ORPHANED", "HEALTH"], ...rows]));
    return 0;
  });
}

function toNodeRow(node: JsonObject, orphaned: string): readonly string[] {
  const key = ["group", "kind", "namespace", "name"].map((field) => textAt(node, field));
  return [...key, orphaned, textAt(node, "health", "status")];
}
