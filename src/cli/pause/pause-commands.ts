import { formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import type { JsonObject } from "../../kube/json.ts";
import { toAppName } from "../app/app-name.ts";
import { textAt } from "../app/application-view.ts";
import { askApi, itemsOf } from "../app/ask-client.ts";
import { type ClientOptions, withClient } from "../app/open-client.ts";
import { printDocument } from "../app/print-document.ts";
import { formatColumns } from "../columns.ts";
import type { CommandContext } from "../command-context.ts";

export type ScopeOptions = ClientOptions & {
  readonly all?: boolean;
  readonly project?: string;
  readonly cluster?: string;
  readonly appNamespace?: string;
};

export type PauseOptions = ScopeOptions & { readonly reason?: string; readonly until?: number };

const path = "/api/v1/pauses";

/** Runs `outrigger pause` and `app pause`; `name`: of an application. */
export async function runPause(
  name: string | undefined,
  options: PauseOptions,
  context: CommandContext,
): Promise<number> {
  const { reason, until } = options;
  const body = {
    scope: toScope(name, options),
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
  return await withClient(options, context, async (run) => {
    await askApi(run, { method: "POST", path, body });
    context.streams.out.write(`${titleOf(body.scope)} paused\n`);
    return 0;
  });
}

/** Runs `outrigger resume` and `app resume`. */
export async function runResume(
  name: string | undefined,
  options: ScopeOptions,
  context: CommandContext,
): Promise<number> {
  const scope = toScope(name, options);
  return await withClient(options, context, async (run) => {
    const query = Object.fromEntries(Object.entries(scope).map(([field, value]) => [field, String(value)]));
    const { status, body } = await run.client.ask({ method: "DELETE", path, query });
    if (status >= 400) throw new ReconcileError("CONFIG_INVALID", textAt(body, "message"));
    context.streams.out.write(`${titleOf(scope)} resumed\n`);
    return 0;
  });
}

/** Runs `outrigger pauses`. */
export async function runPauses(
  options: ClientOptions & { readonly output: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const body = await askApi(run, { method: "GET", path });
    if (printDocument(body, options.output, context.streams.out)) return 0;
    const rows = itemsOf(body).map((pause) => {
      const scope = pause["scope"];
      const title = titleOf(typeof scope === "object" && scope !== null ? { ...scope } : {});
      return [title, ...["by", "since", "until", "reason"].map((field) => textAt(pause, field))];
    });
    context.streams.out.write(formatColumns([["SCOPE", "BY", "SINCE", "UNTIL", "REASON"], ...rows]));
    return 0;
  });
}

function toScope(name: string | undefined, options: ScopeOptions): JsonObject {
  const { all, project, cluster, appNamespace } = options;
  if (name !== undefined) return { application: formatApplicationName(toAppName(name, appNamespace)) };
  const named = Object.entries({ all, project, cluster }).filter(([, value]) => value !== undefined);
  if (named.length === 1) return Object.fromEntries(named);
  const message =
    "Cannot tell what is meant: name one of --all, --project and --cluster; for an application use `outrigger app pause NAME`";
  throw new ReconcileError("CONFIG_INVALID", message);
}

function titleOf(scope: object): string {
  const [[kind, value] = ["", ""]] = Object.entries(scope);
  return kind === "all" ? "all" : `${kind} ${String(value)}`;
}
