import { ReconcileError } from "../../errors.ts";
import { readField } from "../../kube/json.ts";
import type { CommandContext } from "../command-context.ts";
import { type AppChoice, chooseApplications, showAppName, toAppName } from "./app-name.ts";
import { isOperating } from "./application-view.ts";
import { type AppRun, askApi, toAppRequest } from "./ask-client.ts";
import { type ClientOptions, type NamedOptions, withClient } from "./open-client.ts";
import { runOperation } from "./run-operation.ts";
import { type SyncFlags, toSyncBody } from "./sync-body.ts";
import { watchApplication } from "./watch-application.ts";

type Waiting = { readonly timeout: number; readonly output: string };

export type SyncOptions = ClientOptions & AppChoice & SyncFlags & Waiting & { readonly async?: boolean };

/** Runs `outrigger app sync`: one application after the other; the first that fails ends it. */
export async function runSync(
  names: readonly string[],
  options: SyncOptions,
  context: CommandContext,
): Promise<number> {
  const body = toSyncBody(options);
  return await withClient(options, context, async (run) => {
    for (const name of await chooseApplications(run, names, options)) {
      const code = await runOperation(run, name, { part: "sync", body, ...toWaiting(options) });
      if (code !== 0) return code;
    }
    return 0;
  });
}

export type RollbackOptions = NamedOptions &
  Waiting & {
    readonly prune?: boolean;
    readonly dryRun?: boolean;
    readonly async?: boolean;
    /** Milliseconds since 1970. */
    readonly pinUntil?: number;
  };

/** Runs `outrigger app rollback`; without an id, to what was there before. */
export async function runRollback(
  [name, id]: readonly [string, string | undefined],
  options: RollbackOptions,
  context: CommandContext,
): Promise<number> {
  const { prune = false, dryRun = false, pinUntil } = options;
  const body = {
    id: toHistoryId(id),
    prune,
    dryRun,
    ...(pinUntil === undefined ? {} : { pinUntil: new Date(pinUntil).toISOString() }),
  };
  return await withClient(options, context, async (run) => {
    const app = toAppName(name, options.appNamespace);
    return await runOperation(run, app, { part: "rollback", body, ...toWaiting(options) });
  });
}

function toHistoryId(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ReconcileError(
    "CONFIG_INVALID",
    `Cannot roll back to ${JSON.stringify(text)}: name an ID of app history`,
  );
}

function toWaiting({ async: isAsync, timeout, output }: Waiting & { readonly async?: boolean }) {
  return { isAsync: isAsync === true, timeoutMs: timeout, output };
}

/** Runs `outrigger app release`: ends the pin that a rollback left. */
export async function runRelease(
  text: string,
  options: NamedOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    await askApi(run, { method: "POST", ...toAppRequest(name, "release"), body: {} });
    await letServe(run, text, options);
    context.streams.out.write(`application '${showAppName(name)}' released\n`);
    return 0;
  });
}

/** Runs `outrigger app terminate-op`. Where nobody else ends the operation, this command does. */
export async function runTerminate(
  text: string,
  options: NamedOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    await askApi(run, { method: "DELETE", ...toAppRequest(name, "operation") });
    await letServe(run, text, options);
    context.streams.out.write(`Application '${showAppName(name)}' operation terminating\n`);
    return 0;
  });
}

const aloneTimeoutMs = 60_000;

/** In a state folder nobody listens: what was asked for is served here. */
async function letServe(run: AppRun, text: string, { appNamespace }: NamedOptions): Promise<void> {
  if (!run.client.isAlone) return;
  await watchApplication(run, toAppName(text, appNamespace), {
    isOver: (app) =>
      app === undefined || (readField(app, "status", "refreshing") !== true && !isOperating(app)),
    timeoutMs: aloneTimeoutMs,
  });
}
