import type { ApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { showAppName } from "./app-name.ts";
import { failureOf, isOperating, listAt, operationOf, textAt } from "./application-view.ts";
import { type AppRun, askApi, findApplication, toAppRequest } from "./ask-client.ts";
import { formatOperation, formatResources, formatSummary } from "./print-application.ts";
import { printDocument } from "./print-document.ts";
import { watchApplication } from "./watch-application.ts";

/** What of an application is asked for, and how its end is waited for and shown. */
export type OperationRequest = {
  /** `sync`, `rollback`. */
  readonly part: string;
  readonly body: JsonObject;
  readonly isAsync: boolean;
  readonly timeoutMs: number;
  readonly output: string;
};

/**
 * Asks for an operation, waits until it is over, and prints how it went. 0: it succeeded and nothing of the application is left to
 * sync; 1: it failed, was not over in time, or left objects that need pruning.
 */
export async function runOperation(
  run: AppRun,
  name: ApplicationName,
  { part, body, isAsync, timeoutMs, output }: OperationRequest,
): Promise<number> {
  const before = operationOf((await findApplication(run, name)) ?? {});
  const asked = await askApi(run, { method: "POST", ...toAppRequest(name, part), body });
  if (isAsync) {
    printDocument(asked, output, run.context.streams.out);
    return 0;
  }
  const { app, timedOut } = await watchApplication(run, name, {
    isOver: (each) => each === undefined || !isOperating(each) || isStuck(each),
    onLook: tellProgress(run),
    timeoutMs,
  });
  if (app === undefined) throw new ReconcileError("NOT_FOUND", `Cannot find ${showAppName(name)} any more`);
  printEnd(run, app, output);
  const problem = timedOut ? `timed out after ${timeoutMs / 1_000} s` : findProblem(app, { before, body });
  if (problem === undefined) return 0;
  run.context.streams.err.write(`error: ${showAppName(name)}: ${problem}\n`);
  return 1;
}

/** Nobody begins what was asked for while the application cannot be compared, and somebody has looked at it since. */
function isStuck(app: JsonObject): boolean {
  const isAsked = app["operation"] !== undefined && readField(app, "status", "refreshing") !== true;
  return isAsked && failureOf(app) !== undefined;
}

/** Each news once, on standard error: what is waited for, and why. */
function tellProgress({ context }: AppRun): (app: JsonObject | undefined) => void {
  let told = "";
  return (app) => {
    const running = app !== undefined && isOperating(app) ? app : undefined;
    const waits = listAt(running, "status", "conditions").find((each) => waitTypes.has(textAt(each, "type")));
    const news = textAt(waits, "message") || toMessage(running);
    if (news === "" || news === told) return;
    told = news;
    context.streams.err.write(`${news}\n`);
  };
}

/** Conditions that say why an operation does not begin or go on. */
const waitTypes = new Set([
  ...["Paused", "DependencyError", "WaitingForDependency", "WaitingForTurn"],
  ...["SyncWindowWarning", "DeletionError"],
]);

function toMessage(app: JsonObject | undefined): string {
  if (app === undefined || readField(app, "status", "operationState", "finishedAt") !== undefined) return "";
  return textAt(app, "status", "operationState", "message");
}

function printEnd({ context }: AppRun, app: JsonObject, output: string): void {
  const { out } = context.streams;
  if (printDocument(app, output, out)) return;
  const parts = [formatSummary(app), formatOperation(app), formatResources(app)];
  out.write(parts.filter((part) => part !== "").join("\n"));
}

function findProblem(
  app: JsonObject,
  { before, body }: { readonly before: string; readonly body: JsonObject },
): string | undefined {
  if (isStuck(app)) return `it waits, and cannot begin: ${failureOf(app)}`;
  if (operationOf(app) === before) return "nothing was done: something else was asked for in between";
  const phase = textAt(app, "status", "operationState", "phase");
  if (phase !== "Succeeded") return `operation ended ${phase}`;
  const isSelective = body["resources"] !== undefined || body["labels"] !== undefined;
  if (body["dryRun"] === true || isSelective) return undefined;
  const isSynced = textAt(app, "status", "sync", "status") === "Synced";
  const results = listAt(app, "status", "operationState", "syncResult", "resources");
  const { length } = results.filter((each) => textAt(each, "status") === "PruneSkipped");
  return isSynced || length === 0 ? undefined : `${length} resources require pruning; sync with --prune`;
}
