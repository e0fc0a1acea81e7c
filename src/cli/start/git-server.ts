import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isOfThisMachine } from "../../local/queue-server.ts";
import { toGitEnvironment } from "./git-program.ts";

export type GitServerOptions = {
  /** The folder that holds the repositories. */
  readonly root: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  /** Told of every push that was taken, with the repository's name in its URL, once the pusher has its answer. */
  readonly onPush: (repository: string) => void;
};

export type GitServer = { readonly url: string; close(): Promise<void> };

const pushPath = /^\/([^/]+)\/git-receive-pack$/;

/** Serves bare repositories on 127.0.0.1 over smart HTTP, to clone and to push, by this user's own `git http-backend`. */
export async function startGitServer({ root, port, env, onPush }: GitServerOptions): Promise<GitServer> {
  const server = createServer((request, response) => {
    if (!isOfThisMachine(request)) {
      response.writeHead(403).end("only programs of this machine may use this server\n");
      return;
    }
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const pushed = request.method === "POST" ? pushPath.exec(url.pathname)?.[1] : undefined;
    serve({ request, response, env: toCgiEnvironment({ root, request, url, env }) }, () => {
      if (pushed !== undefined && response.statusCode === 200) onPush(pushed);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly env: NodeJS.ProcessEnv;
};

/** Runs git http-backend as a CGI program: git-http-backend(1). */
function serve({ request, response, env }: Exchange, onServed: () => void): void {
  const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "ignore"] });
  backend.on("error", () => response.writeHead(500).end());
  // A client that hangs up early, or a backend that reads no body, is no failure of the server.
  backend.stdin.on("error", () => undefined);
  response.on("close", () => backend.kill());
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  let isHeadDone = false;
  backend.stdout.on("data", (chunk: Buffer) => {
    if (isHeadDone) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isHeadDone = true;
    writeHead(response, head.toString("latin1", 0, end));
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on("end", () => response.end(onServed));
}

function writeHead(response: ServerResponse, head: string): void {
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}

type CgiCall = {
  readonly root: string;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly env: NodeJS.ProcessEnv;
};

function toCgiEnvironment({ root, request, url, env }: CgiCall): NodeJS.ProcessEnv {
  const { headers } = request;
  return {
    ...toGitEnvironment(env),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: request.method ?? "GET",
    PATH_INFO: decodePath(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers["content-type"] ?? "",
    GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
    ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a lone % sign: no repository has it
  }
}
