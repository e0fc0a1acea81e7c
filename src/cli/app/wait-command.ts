import type { ApplicationName } from "../../application/application.ts";
import type { JsonObject } from "../../kube/json.ts";
import type { ResourceSelector } from "../../sync/sync-choices.ts";
import type { CommandContext } from "../command-context.ts";
import { type AppChoice, chooseApplications, showAppName } from "./app-name.ts";
import { type ResourceLine, toResourceLines } from "./application-view.ts";
import { type AppRun, askApi, toAppRequest } from "./ask-client.ts";
import { type ClientOptions, withClient } from "./open-client.ts";
import { formatOperation, formatResources, formatSummary } from "./print-application.ts";
import { printDocument } from "./print-document.ts";
import { parseResourceFlag } from "./resource-flag.ts";
import { findDegraded, isAsWaitedFor, toWaitFlags, type WaitFlags } from "./wait-conditions.ts";
import { watchApplication } from "./watch-application.ts";

export type WaitOptions = ClientOptions &
  AppChoice &
  WaitFlags & {
    readonly resource?: readonly string[];
    readonly timeout: number;
    readonly output: string;
  };

/** Runs `outrigger app wait`: one application after the other. 1: one was not as it is waited for in time. */
export async function runWait(
  names: readonly string[],
  options: WaitOptions,
  context: CommandContext,
): Promise<number> {
  const selectors = (options.resource ?? []).map(parseResourceFlag);
  return await withClient(options, context, async (run) => {
    for (const name of await chooseApplications(run, names, options)) {
      const code = await waitForOne(run, name, { options, selectors });
      if (code !== 0) return code;
    }
    return 0;
  });
}

type Wait = { readonly options: WaitOptions; readonly selectors: readonly ResourceSelector[] };

async function waitForOne(run: AppRun, name: ApplicationName, { options, selectors }: Wait): Promise<number> {
  const flags = toWaitFlags(options);
  // One that is not there cannot become anything, unless somebody waits for just that.
  if (flags.delete !== true) await askApi(run, { method: "GET", ...toAppRequest(name) });
  const watch = flags.health === true ? createHealthWatch() : () => undefined;
  let degraded: ResourceLine | undefined;
  const { app, timedOut } = await watchApplication(run, name, {
    isOver: (each) => degraded !== undefined || isAsWaitedFor(each, flags, selectors) || each === undefined,
    onLook: (each) => {
      degraded ??= watch(each);
    },
    timeoutMs: options.timeout,
  });
  return tellEnd(run, { name, app, timedOut, degraded, options, flags });
}

function createHealthWatch(): (app: JsonObject | undefined) => ResourceLine | undefined {
  let before: readonly ResourceLine[] = [];
  return (app) => {
    const now = app === undefined ? [] : toResourceLines(app);
    const found = findDegraded(before, now);
    before = now;
    return found;
  };
}

type End = {
  readonly name: ApplicationName;
  readonly app: JsonObject | undefined;
  readonly timedOut: boolean;
  readonly degraded: ResourceLine | undefined;
  readonly options: WaitOptions;
  readonly flags: WaitFlags;
};

function tellEnd({ context }: AppRun, { name, app, timedOut, degraded, options, flags }: End): number {
  const { out, err } = context.streams;
  const title = showAppName(name);
  if (app === undefined) {
    out.write(`Application '${title}' deleted\n`);
    return flags.delete === true ? 0 : 1;
  }
  if (!printDocument(app, options.output, out)) {
    const operation = flags.operation === true ? formatOperation(app) : "";
    const parts = [formatSummary(app), operation, formatResources(app)];
    out.write(parts.filter((part) => part !== "").join("\n"));
  }
  if (degraded !== undefined)
    err.write(
      `error: ${title}: ${degraded.kind} ${degraded.name} has become Degraded: ${degraded.message}\n`,
    );
  else if (timedOut)
    err.write(`error: ${title}: timed out (${options.timeout / 1_000}s) before it was as waited for\n`);
  return degraded === undefined && !timedOut ? 0 : 1;
}
