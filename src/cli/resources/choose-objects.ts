import type { ApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { formatKey, type ObjectKey } from "../../kube/key.ts";
import { showAppName } from "../app/app-name.ts";
import { listAt, textAt } from "../app/application-view.ts";
import { type AppRun, askApi, toAppRequest } from "../app/ask-client.ts";
import type { NamedOptions } from "../app/open-client.ts";

/** The flags that choose objects of an application; `all`: also several of them. */
export type ObjectFlags = NamedOptions & {
  readonly kind?: string;
  readonly group?: string;
  readonly namespace?: string;
  readonly resourceName?: string;
  readonly project?: string;
  readonly all?: boolean;
};

/** Lists an application's objects that flags name, as they were last seen: what is done to one does not wait for Git. */
export async function listObjects(
  run: AppRun,
  name: ApplicationName,
  flags: ObjectFlags,
): Promise<readonly ObjectKey[]> {
  const { path, query } = toAppRequest(name, "resource-tree");
  const { kind, group, namespace, project, resourceName } = flags;
  const asked = { ...query, kind, group, namespace, project };
  const nodes = listAt(await askApi(run, { method: "GET", path, query: asked }), "nodes");
  const keys = nodes.map((node) => ({
    group: textAt(node, "group"),
    kind: textAt(node, "kind"),
    namespace: textAt(node, "namespace"),
    name: textAt(node, "name"),
  }));
  // An empty group is the core's own, which a filter of the API does not say.
  const ofGroup = group === "" ? keys.filter((key) => key.group === "") : keys;
  return ofGroup.filter((key) => resourceName === undefined || key.name === resourceName);
}

/** Chooses the objects that a command changes. Throws CONFIG_INVALID where flags name none, or several without saying so. */
export async function chooseObjects(
  run: AppRun,
  name: ApplicationName,
  flags: ObjectFlags,
): Promise<readonly ObjectKey[]> {
  const keys = await listObjects(run, name, flags);
  const fail = (why: string) =>
    new ReconcileError("CONFIG_INVALID", `Cannot choose an object of ${showAppName(name)}: ${why}`);
  if (keys.length === 0) throw fail("none matches; `outrigger app resources` lists them");
  const shown = keys.slice(0, shownMax).map(formatKey).join(", ");
  if (keys.length > 1 && flags.all !== true)
    throw fail(`several match (${shown}); name one with --resource-name, or all of them with --all`);
  const groups = new Set(keys.map(({ group }) => group));
  if (groups.size > 1) throw fail(`they are of several groups (${shown}); name one with --group`);
  return keys;
}

const shownMax = 5;

/** Gives the parameters that name one object in a request. */
export function toObjectQuery({ name, ...key }: ObjectKey): Readonly<Record<string, string>> {
  return { ...key, resourceName: name };
}
