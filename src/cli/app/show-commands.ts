import { isObject, type Json, type JsonObject, parseJson, readField } from "../../kube/json.ts";
import { formatKey } from "../../kube/key.ts";
import { asList } from "../../kube/values.ts";
import { type CommandContext, toPaint } from "../command-context.ts";
import { toAppName } from "./app-name.ts";
import { listAt, textAt } from "./application-view.ts";
import { askApi, itemsOf, toAppRequest } from "./ask-client.ts";
import { type NamedOptions, withClient } from "./open-client.ts";
import { printDocument, toYaml } from "./print-document.ts";
import { refreshAndWait } from "./watch-application.ts";

export type AppDiffOptions = NamedOptions & {
  readonly revision?: string;
  readonly refresh?: boolean;
  readonly hardRefresh?: boolean;
  readonly exitCode: boolean;
  readonly output: string;
  readonly timeout: number;
};

/** Runs `outrigger app diff`: 0 no difference, 1 some (unless --exit-code=false), 2 it cannot be said. */
export async function runAppDiff(
  text: string,
  options: AppDiffOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const { refresh, hardRefresh, revision, timeout } = options;
    const isHard = hardRefresh === true;
    if (refresh === true || isHard) await refreshAndWait(run, name, { isHard, timeoutMs: timeout });
    const { path, query } = toAppRequest(name, "diff");
    const asked = { ...query, revision, hard: isHard ? "true" : undefined };
    const body = await askApi(run, { method: "GET", path, query: asked });
    return printDiff(body, options, context);
  });
}

function printDiff(body: JsonObject, options: AppDiffOptions, context: CommandContext): number {
  const { out, err } = context.streams;
  const items = itemsOf(body);
  const isUnknown = (item: JsonObject) => textAt(item, "status") === "Unknown";
  for (const item of items.filter(isUnknown))
    err.write(`error: Cannot compare ${titleOf(item)}: ${textAt(item, "message")}\n`);
  const drifted = items.filter((item) => !isUnknown(item));
  if (!printDocument(body, options.output, out))
    for (const item of drifted) out.write(toPaint(context)(toText(item)));
  if (drifted.length < items.length) return 2;
  return drifted.length > 0 && options.exitCode ? 1 : 0;
}

/** As `outrigger diff` prints it. */
function toText(item: JsonObject): string {
  const [status, message, diff] = ["status", "message", "diff"].map((field) => textAt(item, field));
  const reason = message === "" ? "" : `: ${message}`;
  return `===== ${titleOf(item)} ${status}${reason} =====\n${diff}`;
}

function titleOf(item: JsonObject): string {
  const text = (field: string) => textAt(item, field);
  return formatKey({
    group: text("group"),
    kind: text("kind"),
    namespace: text("namespace"),
    name: text("name"),
  });
}

export type ManifestsOptions = NamedOptions & {
  readonly revision?: string;
  readonly source: "git" | "live";
};

/** Runs `outrigger app manifests`: what Git wants, or with `--source live` what the cluster has; values of Secrets are masked. */
export async function runManifests(
  text: string,
  options: ManifestsOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const { revision, source } = options;
    const part = source === "live" ? "managed-resources" : "manifests";
    const { path, query } = toAppRequest(toAppName(text, options.appNamespace), part);
    const body = await askApi(run, { method: "GET", path, query: { ...query, revision } });
    const texts = source === "live" ? listAt(body, "items").map((item) => item["liveState"]) : listOf(body);
    const manifests = texts.map((each) => parseJson(String(each))).filter(isObject);
    for (const manifest of manifests) context.streams.out.write(`---\n${toYaml(manifest)}`);
    return 0;
  });
}

function listOf(body: JsonObject): readonly Json[] {
  return asList(readField(body, "manifests"));
}
