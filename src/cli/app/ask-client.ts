import type { ApplicationName } from "../../application/application.ts";
import { codeOf, ReconcileError } from "../../errors.ts";
import type { JsonObject } from "../../kube/json.ts";
import { asObjects } from "../../kube/values.ts";
import type { CommandContext } from "../command-context.ts";
import type { Client, ClientRequest } from "./client.ts";

/** What every command of `outrigger app` works with. */
export type AppRun = { readonly client: Client; readonly context: CommandContext };

/** Asks the API, tells its warnings on standard error, and gives the body; undefined: what was asked for is not there. */
export async function findInApi(run: AppRun, request: ClientRequest): Promise<JsonObject | undefined> {
  try {
    return await askApi(run, request);
  } catch (error) {
    if (codeOf(error) === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** Asks the API and gives the body; throws what it says where it refuses. */
export async function askApi({ client, context }: AppRun, request: ClientRequest): Promise<JsonObject> {
  const { status, body, warnings } = await client.ask(request);
  for (const warning of warnings) context.streams.err.write(`warning: ${warning}\n`);
  if (status < 400) return body;
  const isMissing = status === 404 && body["code"] === "NOT_FOUND";
  throw new ReconcileError(isMissing ? "NOT_FOUND" : "CONFIG_INVALID", textOf(body, status));
}

/** Gives the path of an application, or of a part of it, and the parameter that names its namespace. */
export function toAppRequest(
  { name, namespace }: ApplicationName,
  part = "",
): Pick<ClientRequest, "path"> & { readonly query: { readonly appNamespace: string } } {
  const rest = part === "" ? "" : `/${part}`;
  return { path: `/api/v1/applications/${name}${rest}`, query: { appNamespace: namespace } };
}

/** Reads an application as the API shows it; undefined: there is none of this name. */
export async function findApplication(run: AppRun, name: ApplicationName): Promise<JsonObject | undefined> {
  return await findInApi(run, { method: "GET", ...toAppRequest(name) });
}

function textOf(body: JsonObject, status: number): string {
  const { message } = body;
  return typeof message === "string" && message !== "" ? message : `Cannot read the answer: status ${status}`;
}

/** Gives the objects among the items of a list. */
export function itemsOf(body: JsonObject): readonly JsonObject[] {
  const { items } = body;
  return asObjects(items);
}
