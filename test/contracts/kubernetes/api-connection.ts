import http from "node:http";
import https from "node:https";
import { formatJson, isObject, type Json, type JsonObject, parseJson } from "../../../src/kube/json.ts";
import type { ApiAnswer, ApiServer, CallOptions } from "./api-server.ts";

/** Where a server is, and what a client shows it. */
export type Endpoint = {
  readonly url: string;
  readonly tls?: { readonly ca: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
};

const watchMs = 20_000;

/** Connects to a server; `close` deletes the namespaces that were made, and waits for nothing. */
export function connect({ url, tls, headers: own = {} }: Endpoint, end: () => Promise<void>): ApiServer {
  const isSecure = url.startsWith("https:");
  const agent = isSecure ? new https.Agent({ keepAlive: true, ...tls }) : new http.Agent({ keepAlive: true });
  const spaces: string[] = [];

  const open = (method: string, path: string, options: CallOptions) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const text = options.text ?? (options.body === undefined ? "" : formatJson(options.body as Json));
      const headers = {
        ...own,
        accept: options.accept ?? "application/json",
        "content-length": Buffer.byteLength(text),
        ...(text === "" ? {} : { "content-type": options.contentType ?? "application/json" }),
        ...(options.userAgent === undefined ? {} : { "user-agent": options.userAgent }),
      };
      const outgoing = (isSecure ? https : http).request(url + path, { agent, method, headers }, resolve);
      outgoing.on("error", reject);
      outgoing.end(text);
    });

  const call: ApiServer["call"] = async (method, path, options = {}) => {
    const incoming = await open(method, path, options);
    const text = Buffer.concat(await incoming.toArray()).toString("utf8");
    return {
      status: incoming.statusCode ?? 0,
      body: toBody(text),
      text,
      headers: incoming.headers,
    } satisfies ApiAnswer;
  };

  return {
    call,
    async watch(path, isEnough) {
      const incoming = await open("GET", path, {});
      const timer = setTimeout(
        () => incoming.destroy(new Error(`No end of ${path} in ${watchMs} ms`)),
        watchMs,
      );
      const lines: JsonObject[] = [];
      let rest = "";
      try {
        for await (const chunk of incoming.setEncoding("utf8")) {
          const parts = (rest + String(chunk)).split("\n");
          rest = parts.pop() ?? "";
          lines.push(...parts.filter((part) => part !== "").map(toBody));
          if (isEnough(lines)) break;
        }
      } finally {
        clearTimeout(timer);
        incoming.destroy();
      }
      return lines;
    },
    async makeSpace() {
      const name = `rule-${Math.random().toString(36).slice(2, 10)}`;
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
      const answer = await call("POST", "/api/v1/namespaces", { body });
      if (answer.status !== 201) throw new Error(`Cannot make namespace ${name}: ${answer.text}`);
      spaces.push(name);
      return name;
    },
    async close() {
      await Promise.allSettled(spaces.map((name) => call("DELETE", `/api/v1/namespaces/${name}`)));
      agent.destroy();
      await end();
    },
  };
}

function toBody(text: string): JsonObject {
  if (!text.startsWith("{")) return {};
  try {
    const parsed = parseJson(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {}; // the lines of a watch
  }
}
