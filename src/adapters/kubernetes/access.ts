import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, ReconcileError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../kube/json.ts";
import type { EksTokenRequest } from "./eks-access.ts";
import type { Endpoint } from "./endpoint.ts";
import { parseExec } from "./exec-credentials.ts";
import type { Kubeconfig, KubeconfigEntry } from "./kubeconfig.ts";
import type { HttpHeaders } from "./transport.ts";

export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "token-file"; readonly path: string }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "eks"; readonly request: EksTokenRequest };

/** How to talk to one API server, and as whom. */
export type Access = {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  /** Impersonate-* headers; sent with every request or the context is refused, never dropped. */
  readonly impersonation: HttpHeaders;
};

/** Reads what a context says about its cluster and user. Throws CONFIG_INVALID or CREDENTIALS_REFUSED with all problems. */
export async function toAccess(kubeconfig: Kubeconfig, context: string): Promise<Access> {
  const fields = kubeconfig.contexts.get(context)?.fields ?? {};
  const cluster = kubeconfig.clusters.get(textOf(fields, "cluster") ?? "");
  const user = kubeconfig.users.get(textOf(fields, "user") ?? "");
  if (cluster === undefined)
    throw refuse("CONFIG_INVALID", context, ["it names no cluster of the kubeconfig"]);
  const server = textOf(cluster.fields, "server") ?? "";
  const problems = clusterProblems(cluster.fields, server);
  if (problems.length > 0) throw refuse("CONFIG_INVALID", context, problems);
  const url = new URL(server);
  const refused = user === undefined ? [] : userProblems(user.fields, url);
  if (refused.length > 0) throw refuse("CREDENTIALS_REFUSED", context, refused);
  try {
    return {
      endpoint: await toEndpoint(url, cluster, user),
      credentials: user === undefined ? { kind: "none" } : toCredentials(user, url),
      impersonation: user === undefined ? {} : toImpersonation(user.fields),
    };
  } catch (error) {
    throw refuse("CREDENTIALS_REFUSED", context, [messageOf(error)], error);
  }
}

/** Gives the server that a context names, for comparing it with `destination.server`. */
export function serverOf(kubeconfig: Kubeconfig, context: string): string | undefined {
  const cluster = textOf(kubeconfig.contexts.get(context)?.fields ?? {}, "cluster");
  return textOf(kubeconfig.clusters.get(cluster ?? "")?.fields ?? {}, "server");
}

function clusterProblems(fields: JsonObject, server: string): string[] {
  if (!URL.canParse(server)) return [`server ${JSON.stringify(server)} is not a URL`];
  const url = new URL(server);
  const problems: string[] = [];
  if (fields["insecure-skip-tls-verify"] === true)
    problems.push("insecure-skip-tls-verify is not allowed, set certificate-authority");
  if (textOf(fields, "proxy-url") !== undefined) problems.push("proxy-url is not supported");
  if (url.username !== "" || url.password !== "")
    problems.push("server holds credentials, set a user instead");
  if (url.protocol !== "https:" && url.protocol !== "http:") problems.push("server is not an https URL");
  if (url.protocol === "http:" && !isLoopback(url))
    problems.push("server is plain http, which is allowed on this machine only");
  return problems;
}

function userProblems(fields: JsonObject, url: URL): string[] {
  const problems: string[] = [];
  if (isObject(fields["auth-provider"])) problems.push("auth-provider is not supported, use a token");
  if (fields["as-user-extra"] !== undefined) problems.push("as-user-extra is not supported");
  if (textOf(fields, "as") === undefined && (fields["as-groups"] ?? fields["as-uid"]) !== undefined)
    problems.push("as-groups and as-uid need as");
  if (textOf(fields, "username") !== undefined && url.protocol === "http:")
    problems.push("username and password are not sent over plain http");
  if (isObject(fields["exec"])) problems.push(...parseExec(fields["exec"], url).problems);
  return problems;
}

/** kubectl's order: a token file goes before a token, a token before exec, exec before a password. */
function toCredentials(user: KubeconfigEntry, url: URL): Credentials {
  const { fields, folder } = user;
  const tokenFile = textOf(fields, "tokenFile");
  if (tokenFile !== undefined) return { kind: "token-file", path: resolve(folder, tokenFile) };
  const token = textOf(fields, "token");
  if (token !== undefined) return { kind: "token", token: token.trim() };
  const request = isObject(fields["exec"]) ? parseExec(fields["exec"], url).request : undefined;
  if (request !== undefined) return { kind: "eks", request };
  const username = textOf(fields, "username");
  if (username === undefined) return { kind: "none" };
  return { kind: "basic", username, password: textOf(fields, "password") ?? "" };
}

function toImpersonation(fields: JsonObject): HttpHeaders {
  const user = textOf(fields, "as");
  const uid = textOf(fields, "as-uid");
  const groups = Array.isArray(fields["as-groups"]) ? fields["as-groups"].map(String) : [];
  return {
    ...(user === undefined ? {} : { "impersonate-user": user }),
    ...(uid === undefined ? {} : { "impersonate-uid": uid }),
    ...(groups.length === 0 ? {} : { "impersonate-group": groups }),
  };
}

async function toEndpoint(
  url: URL,
  cluster: KubeconfigEntry,
  user: KubeconfigEntry | undefined,
): Promise<Endpoint> {
  const [ca, cert, key] = await Promise.all([
    readPem(cluster, "certificate-authority"),
    readPem(user, "client-certificate"),
    readPem(user, "client-key"),
  ]);
  const serverName = textOf(cluster.fields, "tls-server-name");
  return {
    url,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** The text of `<field>-data` (base64), else of the file that `<field>` names. */
async function readPem(entry: KubeconfigEntry | undefined, field: string): Promise<string | undefined> {
  if (entry === undefined) return undefined;
  const data = textOf(entry.fields, `${field}-data`);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const path = textOf(entry.fields, field);
  return path === undefined ? undefined : await readFile(resolve(entry.folder, path), "utf8");
}

function textOf(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isLoopback(url: URL): boolean {
  return ["localhost", "[::1]"].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

function refuse(
  code: "CONFIG_INVALID" | "CREDENTIALS_REFUSED",
  context: string,
  problems: readonly string[],
  cause?: unknown,
): ReconcileError {
  const options = cause === undefined ? {} : { cause };
  return new ReconcileError(
    code,
    `Cannot use context ${JSON.stringify(context)} of the kubeconfig: ${problems.join("; ")}`,
    options,
  );
}
