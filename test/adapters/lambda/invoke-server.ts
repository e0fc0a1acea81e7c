import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Json } from "../../../src/kube/json.ts";

/** What becomes of an invocation: an answer of the function, its failure, an answer of Lambda's own, or a broken connection. */
export type Reply =
  | { readonly answer: unknown }
  | { readonly failure: Json }
  | { readonly status: number; readonly errorType: string }
  | "broken";

export type InvokeServer = {
  readonly endpoint: string;
  /** Bytes of the events that came. */
  readonly sizes: readonly number[];
  close(): Promise<void>;
};

/** Starts a server of 127.0.0.1 that speaks Lambda's Invoke API for any function. */
export async function startInvokeServer(
  reply: (functionName: string, event: Json) => Promise<Reply> | Reply,
): Promise<InvokeServer> {
  const sizes: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      sizes.push(body.length);
      const [, functionName = ""] =
        /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? "") ?? [];
      const made = await reply(decodeURIComponent(functionName), JSON.parse(body));
      if (made === "broken") return response.destroy();
      const headers: Record<string, string> = { "content-type": "application/json" };
      if ("failure" in made) headers["x-amz-function-error"] = "Unhandled";
      if ("status" in made) headers["x-amzn-errortype"] = made.errorType;
      response.writeHead("status" in made ? made.status : 200, headers);
      return response.end(toText(made));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    sizes,
    close: async () => {
      const ended = once(server, "close");
      server.close();
      server.closeAllConnections();
      await ended;
    },
  };
}

function toText(made: Exclude<Reply, "broken">): string {
  if ("status" in made) return JSON.stringify({ Message: made.errorType, Type: "User" });
  return JSON.stringify("failure" in made ? made.failure : made.answer) ?? "";
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
