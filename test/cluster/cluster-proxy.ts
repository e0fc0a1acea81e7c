import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import { join } from "node:path";
import { stringify } from "yaml";
import { openRequest } from "./cluster-requests.ts";
import type { Workplace } from "./outrigger.ts";

/** A request as it came to the proxy; `at`: milliseconds of a clock that only goes forward. */
export type SeenRequest = { readonly method: string; readonly path: string; readonly at: number };

/** Answers a request in place of the API server, after this wait for some; undefined: it is passed on. */
type Answer = (
  request: SeenRequest,
) => Promise<{ readonly status: number; readonly retryAfter?: string } | undefined>;

/** An address before the API server that sees what comes. */
export type ClusterProxy = {
  readonly seen: readonly SeenRequest[];
  /** The most writes that were under way at the same time. */
  mostWrites(): number;
  /** Writes under way now. */
  writes(): number;
  /** Environment that has a program use it. */
  readonly env: { readonly KUBECONFIG: string };
  close(): Promise<void>;
};

/** Starts a proxy; a write is under way from when it comes until its answer is about to be sent. */
export async function startClusterProxy(
  workplace: Pick<Workplace, "folder">,
  answer: Answer = () => Promise.resolve(undefined),
): Promise<ClusterProxy> {
  const seen: SeenRequest[] = [];
  let writes = 0;
  let most = 0;
  const server = http.createServer(async (request, response) => {
    const { method = "GET", url: path = "/" } = request;
    const one = { method, path, at: performance.now() };
    seen.push(one);
    const weight = method === "GET" ? 0 : 1;
    writes += weight;
    most = Math.max(most, writes);
    const body = Buffer.concat(await request.toArray());
    const own = await answer(one);
    const { status, headers, text } =
      own === undefined ? await passOn(request, body) : { ...toAnswer(own), text: Buffer.alloc(0) };
    writes -= weight;
    response.writeHead(status, headers).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const kubeconfig = join(workplace.folder, `proxy-${address.port}.yaml`);
  await writeFile(kubeconfig, toKubeconfig(address.port));
  return {
    seen,
    mostWrites: () => most,
    writes: () => writes,
    env: { KUBECONFIG: kubeconfig },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toAnswer({ status, retryAfter }: { status: number; retryAfter?: string }) {
  return { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } };
}

async function passOn(request: http.IncomingMessage, body: Buffer) {
  const { "content-type": type, accept, "if-none-match": etag } = request.headers;
  const headers = {
    ...(type === undefined ? {} : { "content-type": type }),
    ...(accept === undefined ? {} : { accept }),
    ...(etag === undefined ? {} : { "if-none-match": etag }),
  };
  const sent = await openRequest(
    { method: request.method ?? "GET", path: request.url ?? "/", headers },
    true,
  );
  const answered = once(sent, "response");
  sent.end(body);
  const [received]: http.IncomingMessage[] = await answered;
  if (received === undefined) throw new Error("the API server gave no answer");
  const text = Buffer.concat(await received.toArray());
  const { "content-type": answerType = "", etag: answerEtag } = received.headers;
  const answerHeaders = {
    "content-type": answerType,
    ...(answerEtag === undefined ? {} : { etag: answerEtag }),
  };
  return { status: received.statusCode ?? 500, headers: answerHeaders, text };
}

function toKubeconfig(port: number): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "busy", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: "busy", context: { cluster: "busy", user: "me" } }],
    "current-context": "busy",
  });
}
