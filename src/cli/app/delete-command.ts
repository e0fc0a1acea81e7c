import { createInterface } from "node:readline/promises";
import type { ApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import type { CommandContext } from "../command-context.ts";
import { type AppChoice, chooseApplications, showAppName, toAppName } from "./app-name.ts";
import { listAt, textAt } from "./application-view.ts";
import { type AppRun, askApi, toAppRequest } from "./ask-client.ts";
import { type ClientOptions, type NamedOptions, withClient } from "./open-client.ts";
import { watchApplication } from "./watch-application.ts";

export type DeleteOptions = ClientOptions &
  Pick<AppChoice, "selector" | "appNamespace"> & {
    /** A flag without a value, or `true` or `false`. */
    readonly cascade: boolean;
    readonly propagationPolicy?: string;
    readonly yes?: boolean;
    readonly wait?: boolean;
    readonly timeout: number;
  };

/** Runs `outrigger app delete`; asks on a terminal, and only there, before objects are deleted with an application. */
export async function runDelete(
  names: readonly string[],
  options: DeleteOptions,
  context: CommandContext,
): Promise<number> {
  if (!options.cascade && options.propagationPolicy !== undefined)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot delete: --propagation-policy needs a cascading deletion",
    );
  return await withClient(options, context, async (run) => {
    const codes: number[] = [];
    const agreed = { toAll: options.yes === true || !options.cascade };
    for (const name of await chooseApplications(run, names, options)) {
      if (!agreed.toAll && !(await agree(run, name, agreed))) {
        context.streams.out.write(`The command to delete '${showAppName(name)}' was cancelled.\n`);
        continue;
      }
      codes.push(await deleteOne(run, name, options));
    }
    return Math.max(0, ...codes);
  });
}

/** "a" agrees to this one and all others. */
async function agree(
  { context }: AppRun,
  name: ApplicationName,
  agreed: { toAll: boolean },
): Promise<boolean> {
  const { out, in: input } = context.streams;
  if (input?.isTTY !== true) return true;
  const lines = createInterface({ input, output: out });
  const question = `Are you sure you want to delete '${showAppName(name)}' and all its resources? [y/n/a] `;
  const answer = (await lines.question(question)).trim().toLowerCase();
  lines.close();
  agreed.toAll = answer === "a";
  return agreed.toAll || answer === "y" || answer === "yes";
}

async function deleteOne(run: AppRun, name: ApplicationName, options: DeleteOptions): Promise<number> {
  const { cascade, propagationPolicy, timeout, wait } = options;
  const { path, query } = toAppRequest(name);
  const { out, err } = run.context.streams;
  const title = showAppName(name);
  await askApi(run, {
    method: "DELETE",
    path,
    query: { ...query, cascade: cascade ? undefined : "false", propagationPolicy },
  });
  if (wait !== true && !run.client.isAlone) {
    out.write(`application '${title}' deleted\n`);
    return 0;
  }
  let told = "";
  const { app } = await watchApplication(run, name, {
    isOver: (each) => each === undefined,
    onLook: (each) => {
      const condition = listAt(each, "status", "conditions").find(
        (one) => textAt(one, "type") === "DeletionError",
      );
      const news = textAt(condition, "message");
      if (news !== "" && news !== told) err.write(`${news}\n`);
      told = news;
    },
    timeoutMs: timeout,
  });
  if (app === undefined) out.write(`application '${title}' deleted\n`);
  else err.write(`error: ${title}: it is still being deleted after ${timeout / 1_000} s\n`);
  return app === undefined ? 0 : 1;
}

/** Runs `outrigger app confirm-deletion`: approves what waits for a person. */
export async function runConfirmDeletion(
  text: string,
  options: NamedOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    await askApi(run, { method: "POST", ...toAppRequest(name, "confirm-deletion"), body: {} });
    context.streams.out.write(`Application '${showAppName(name)}' updated successfully\n`);
    return 0;
  });
}
