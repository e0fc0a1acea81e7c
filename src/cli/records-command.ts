import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import { controlPlaneNamespace } from "../declaration/object-name.ts";
import { limits } from "../limits.ts";
import { openExistingTable } from "../local/open-local.ts";
import type { SyncRecord } from "../record/state.ts";
import { formatColumns } from "./columns.ts";
import type { CommandContext } from "./command-context.ts";

export type RecordsOptions = { readonly state: string; readonly output: "table" | "json" };

/** Runs `outrigger records`: what happened, newest first. */
export async function runRecords(
  application: string | undefined,
  options: RecordsOptions,
  { streams }: CommandContext,
): Promise<number> {
  const table = await openExistingTable(options.state);
  try {
    const known = await table.specs.list("Application");
    const names = application === undefined ? known : [toName(application)];
    const lists = await Promise.all(
      names.map((name) => table.applicationData.readRecords(name, limits.recordsShownMax)),
    );
    const records = lists.flat().sort((a, b) => b.startedAt - a.startedAt);
    // Records outlive an application that was deleted.
    const isKnown = records.length > 0 || application === undefined;
    if (!isKnown && !known.some((name) => isSame(name, toName(application)))) {
      streams.err.write(
        `error: Cannot find application "${application}" in ${options.state}: it holds ${known.map(formatApplicationName).join(", ") || "none"}\n`,
      );
      return 2;
    }
    streams.out.write(
      options.output === "json" ? `${JSON.stringify({ items: records }, null, 2)}\n` : formatRecords(records),
    );
    return 0;
  } finally {
    await table.close();
  }
}

function toName(text: string): ApplicationName {
  const [namespace = "", name] = text.split("/");
  return name === undefined ? { namespace: controlPlaneNamespace, name: namespace } : { namespace, name };
}

function isSame(a: ApplicationName, b: ApplicationName): boolean {
  return formatApplicationName(a) === formatApplicationName(b);
}

function formatRecords(records: readonly SyncRecord[]): string {
  const head = [
    "STARTED",
    "APPLICATION",
    "PHASE",
    "REVISION",
    "BY",
    "OBJECTS",
    "SECONDS",
    "SUBJECT",
    "MESSAGE",
  ];
  return formatColumns([head, ...records.map(toRow)]);
}

function toRow(record: SyncRecord): readonly string[] {
  const { initiatedBy, revision } = record;
  return [
    new Date(record.startedAt).toISOString().slice(0, 19),
    record.application,
    record.phase,
    revision.sha.slice(0, 8),
    initiatedBy.automated ? "automated" : initiatedBy.username,
    String(record.results.length),
    ((record.finishedAt - record.startedAt) / 1000).toFixed(1),
    revision.subject,
    record.message.split("\n")[0] ?? "",
  ];
}
