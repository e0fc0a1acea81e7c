import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { parse } from "yaml";
import {
  formatJson,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
  readField,
} from "../../src/kube/json.ts";
import type { KubeObject } from "../../src/kube/object.ts";

/** An answer of the API server as it is; tests look at the code. */
export type Answer = { readonly code: number; readonly body: JsonObject };

/** A bare client: what the tests of pure rooms need of a real server, without the program's own adapter. */
export type ApiClient = {
  readonly call: (method: string, path: string, body?: Json, contentType?: string) => Promise<Answer>;
  readonly pathOf: (object: KubeObject) => Promise<string>;
};

/** Opens a client on the current context of a kubeconfig file with a token. */
export function openClient(kubeconfig: string): ApiClient {
  const config: Json = parse(readFileSync(kubeconfig, "utf8"));
  const clusters = readField(config, "clusters");
  const users = readField(config, "users");
  const cluster = Array.isArray(clusters) ? readField(clusters[0], "cluster") : undefined;
  const user = Array.isArray(users) ? readField(users[0], "user") : undefined;
  const decode = (value: Json | undefined) => Buffer.from(String(value ?? ""), "base64");
  const certificate = readField(user, "client-certificate-data");
  const server = new URL(String(readField(cluster, "server")));
  const pool = { keepAlive: true, maxSockets: 16 };
  const secured = () => ({
    ...pool,
    ca: decode(readField(cluster, "certificate-authority-data")),
    ...(certificate === undefined
      ? {}
      : { cert: decode(certificate), key: decode(readField(user, "client-key-data")) }),
  });
  const isSecure = server.protocol === "https:";
  const agent = isSecure ? new https.Agent(secured()) : new http.Agent(pool);
  const token = readField(user, "token");
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call: ApiClient["call"] = (method, path, body, contentType = "application/json") => {
    const headers = { ...authorization, accept: "application/json", "content-type": contentType };
    const options = { agent, host: server.hostname, port: server.port, method, path, headers };
    return send((isSecure ? https : http).request(options), body);
  };
  const kinds = new Map<string, Promise<Answer>>();
  const pathOf = async (object: KubeObject) => {
    const prefix = object.apiVersion.includes("/")
      ? `/apis/${object.apiVersion}`
      : `/api/${object.apiVersion}`;
    const answer = kinds.get(prefix) ?? call("GET", prefix);
    kinds.set(prefix, answer);
    const resources = (await answer).body["resources"];
    const resource = (Array.isArray(resources) ? resources : []).find(
      (each) => readField(each, "kind") === object.kind && !String(readField(each, "name")).includes("/"),
    );
    if (resource === undefined) kinds.delete(prefix);
    const { namespace, name } = object.metadata;
    const middle = readField(resource, "namespaced") === true ? `/namespaces/${namespace}` : "";
    return `${prefix}${middle}/${readField(resource, "name")}/${encodeURIComponent(name)}`;
  };
  return { call, pathOf };
}

function send(outgoing: http.ClientRequest, body: Json | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const parsed = text.startsWith("{") ? parseJson(text) : { message: text };
        resolve({ code: incoming.statusCode ?? 0, body: isObject(parsed) ? parsed : {} });
      });
    });
    outgoing.on("error", reject);
    const text = body === undefined ? "" : formatJson(body);
    outgoing.setHeader("content-length", Buffer.byteLength(text));
    outgoing.end(text);
  });
}
