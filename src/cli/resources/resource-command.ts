import { createInterface } from "node:readline/promises";
import { formatKey } from "../../kube/key.ts";
import { toAppName } from "../app/app-name.ts";
import { askApi, toAppRequest } from "../app/ask-client.ts";
import { withClient } from "../app/open-client.ts";
import type { CommandContext } from "../command-context.ts";
import { chooseObjects, type ObjectFlags, toObjectQuery } from "./choose-objects.ts";

/** Runs `outrigger app patch-resource`. */
export async function runPatchResource(
  text: string,
  options: ObjectFlags & { readonly patch: string; readonly patchType: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const { path, query } = toAppRequest(name, "resource");
    const { patch, patchType, project } = options;
    for (const key of await chooseObjects(run, name, options)) {
      const asked = { ...query, ...toObjectQuery(key), project, patchType };
      await askApi(run, { method: "POST", path, query: asked, body: { patch } });
      context.streams.out.write(`${formatKey(key)} patched\n`);
    }
    return 0;
  });
}

export type DeleteResourceOptions = ObjectFlags & {
  readonly force?: boolean;
  readonly orphan?: boolean;
  readonly yes?: boolean;
};

/** Runs `outrigger app delete-resource`; asks on a terminal, and only there, before each object. */
export async function runDeleteResource(
  text: string,
  options: DeleteResourceOptions,
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const { path, query } = toAppRequest(name, "resource");
    const how = {
      project: options.project,
      ...(options.force === true ? { force: "true" } : {}),
      ...(options.orphan === true ? { orphan: "true" } : {}),
    };
    for (const key of await chooseObjects(run, name, options)) {
      if (options.yes !== true && !(await agree(formatKey(key), context))) continue;
      await askApi(run, { method: "DELETE", path, query: { ...query, ...toObjectQuery(key), ...how } });
      context.streams.out.write(`${formatKey(key)} deleted\n`);
    }
    return 0;
  });
}

async function agree(title: string, { streams }: CommandContext): Promise<boolean> {
  const { out, in: input } = streams;
  if (input?.isTTY !== true) return true;
  const lines = createInterface({ input, output: out });
  const answer = (await lines.question(`Are you sure you want to delete ${title}? [y/n] `)).trim();
  lines.close();
  return ["y", "yes"].includes(answer.toLowerCase());
}
