import { type JsonObject, parseJson } from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";

export type Reply = { readonly status: number; readonly body: JsonObject & KubeObject };

/** A sandbox with a bare client; namespace `n` is there. */
export type Opened = {
  readonly sandbox: Sandbox;
  /** Sends a request; a path without leading slash is one in namespace `n` of the core group. */
  ask(method: string, path: string, body?: unknown, contentType?: string): Promise<Reply>;
  apply(path: string, body: unknown, query?: string): Promise<Reply>;
};

/** Starts a sandbox for one test file. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Opened> {
  const sandbox = await startSandbox(options);
  const ask: Opened["ask"] = async (method, path, body, contentType = "application/json") => {
    const url = sandbox.url + (path.startsWith("/") ? path : `/api/v1/namespaces/n/${path}`);
    const headers = { "content-type": contentType, "user-agent": "tester/1" };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: text }) });
    const answered = await answer.text();
    const parsed: unknown = answered.startsWith("{") ? parseJson(answered) : { message: answered };
    return { status: answer.status, body: parsed as Reply["body"] };
  };
  const apply: Opened["apply"] = (path, body, query = "") =>
    ask("PATCH", `${path}?fieldManager=tester&force=true${query}`, body, "application/apply-patch+yaml");
  await apply("/api/v1/namespaces/n", { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } });
  return { sandbox, ask, apply };
}

/** Makes a ConfigMap. */
export function configMap(name: string, fields: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, ...fields };
}
