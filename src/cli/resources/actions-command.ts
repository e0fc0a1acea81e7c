import { codeOf, messageOf } from "../../errors.ts";
import type { JsonObject } from "../../kube/json.ts";
import { formatKey, type ObjectKey } from "../../kube/key.ts";
import { toAppName } from "../app/app-name.ts";
import { listAt, textAt } from "../app/application-view.ts";
import { askApi, findInApi, toAppRequest } from "../app/ask-client.ts";
import { withClient } from "../app/open-client.ts";
import { printDocument } from "../app/print-document.ts";
import { splitPair } from "../app/sync-body.ts";
import { formatColumns } from "../columns.ts";
import type { CommandContext } from "../command-context.ts";
import { chooseObjects, listObjects, type ObjectFlags, toObjectQuery } from "./choose-objects.ts";

/** Argo CD's names. */
type ListedAction = {
  readonly Group: string;
  readonly Kind: string;
  readonly Name: string;
  readonly Action: string;
  readonly Disabled: boolean;
};

/** Runs `outrigger app actions list`: 0, or 1 where the actions of an object cannot be told. */
export async function runActionsList(
  text: string,
  options: ObjectFlags & { readonly output: string },
  context: CommandContext,
): Promise<number> {
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const { path, query } = toAppRequest(name, "resource/actions");
    const listed: ListedAction[] = [];
    let exitCode = 0;
    for (const key of await listObjects(run, name, options)) {
      const asked = { ...query, ...toObjectQuery(key) };
      try {
        // What is gone, or not there yet, has none.
        const body = (await findInApi(run, { method: "GET", path, query: asked })) ?? {};
        listed.push(...listAt(body, "actions").map((action) => toListed(key, action)));
      } catch (error) {
        // A script that fails for one kind says nothing about the others.
        if (codeOf(error) !== "CONFIG_INVALID") throw error;
        context.streams.err.write(`error: ${formatKey(key)}: ${messageOf(error)}\n`);
        exitCode = 1;
      }
    }
    const { out } = context.streams;
    if (!printDocument(listed, options.output, out)) out.write(formatActions(listed));
    return exitCode;
  });
}

function toListed({ group, kind, name }: ObjectKey, action: JsonObject): ListedAction {
  const of = { Group: group, Kind: kind, Name: name };
  return { ...of, Action: textAt(action, "name"), Disabled: action["disabled"] === true };
}

function formatActions(actions: readonly ListedAction[]): string {
  const rows = actions.map(({ Group, Kind, Name, Action, Disabled }) => {
    return [Group, Kind, Name, Action, String(Disabled)];
  });
  return formatColumns([["GROUP", "KIND", "NAME", "ACTION", "DISABLED"], ...rows]);
}

/** Runs `outrigger app actions run`; tells what was changed. */
export async function runActionsRun(
  [text, action]: readonly [string, string],
  options: ObjectFlags & { readonly param?: readonly string[] },
  context: CommandContext,
): Promise<number> {
  const pairs = (options.param ?? []).map((each) => splitPair(each, "--param"));
  const resourceActionParameters = pairs.map(([name, value]) => ({ name, value }));
  return await withClient(options, context, async (run) => {
    const name = toAppName(text, options.appNamespace);
    const request = toAppRequest(name, "resource/actions/v2");
    for (const key of await chooseObjects(run, name, options)) {
      const body = { ...toObjectQuery(key), action, resourceActionParameters };
      const answer = await askApi(run, { method: "POST", ...request, body });
      for (const changed of listAt(answer, "changed")) {
        const part = (field: string) => textAt(changed, field);
        const made = {
          group: part("group"),
          kind: part("kind"),
          namespace: part("namespace"),
          name: part("name"),
        };
        const verb = part("operation") === "create" ? "created" : "patched";
        context.streams.out.write(`${formatKey(made)} ${verb}\n`);
      }
    }
    return 0;
  });
}
