import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { controlPlaneNamespace, isNamespaceName, isObjectName } from "../../declaration/object-name.ts";
import { ReconcileError } from "../../errors.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { type AppRun, askApi, itemsOf } from "./ask-client.ts";

/** Reads `name` or `namespace/name`; `-N` says the namespace of a bare name. */
export function toAppName(text: string, appNamespace?: string): ApplicationName {
  const [first = "", second, ...rest] = text.split("/");
  const name = second ?? first;
  const namespace = second === undefined ? (appNamespace ?? controlPlaneNamespace) : first;
  if (rest.length === 0 && isObjectName(name) && isNamespaceName(namespace)) return { namespace, name };
  const message = `Cannot tell which application is meant: ${JSON.stringify(text)} is neither a name nor namespace/name`;
  throw new ReconcileError("CONFIG_INVALID", message);
}

/** Prints a name as Argo CD does: bare in the control plane's own namespace. */
export function showAppName(name: ApplicationName): string {
  return name.namespace === controlPlaneNamespace ? name.name : formatApplicationName(name);
}

/** Which applications a list is of. */
export type AppFilter = {
  readonly selector?: string;
  readonly project?: readonly string[];
  readonly repo?: string;
  readonly appNamespace?: string;
};

/** Lists applications, all pages of them. */
export async function listApplications(run: AppRun, filter: AppFilter): Promise<readonly JsonObject[]> {
  const { selector, project, repo, appNamespace } = filter;
  const found: JsonObject[] = [];
  let next: string | undefined;
  do {
    const query = { selector, project, repo, appNamespace, continue: next };
    const body = await askApi(run, { method: "GET", path: "/api/v1/applications", query });
    found.push(...itemsOf(body));
    const cursor = readField(body, "metadata", "continue");
    next = typeof cursor === "string" && cursor !== "" ? cursor : undefined;
  } while (next !== undefined);
  return found;
}

/** Which applications a command is about. */
export type AppChoice = Pick<AppFilter, "selector" | "project" | "appNamespace">;

/** Gives the applications that are named, or those that a selector or a project has; throws where that is none. */
export async function chooseApplications(
  run: AppRun,
  names: readonly string[],
  choice: AppChoice,
): Promise<readonly ApplicationName[]> {
  const { selector, project, appNamespace } = choice;
  const isFiltered = selector !== undefined || project !== undefined;
  if (names.length > 0 && isFiltered)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot choose applications: name them, or select them, not both",
    );
  if (names.length > 0) return names.map((name) => toAppName(name, appNamespace));
  if (!isFiltered)
    throw new ReconcileError(
      "CONFIG_INVALID",
      "Cannot choose applications: name one, or select some with -l",
    );
  const found = (await listApplications(run, choice)).map(nameOf);
  if (found.length > 0) return found;
  throw new ReconcileError("CONFIG_INVALID", "Cannot choose applications: none is selected");
}

/** Gives the name that an application's manifest has. */
export function nameOf(manifest: JsonObject): ApplicationName {
  const text = (field: string) => String(readField(manifest, "metadata", field) ?? "");
  return { namespace: text("namespace") || controlPlaneNamespace, name: text("name") };
}
