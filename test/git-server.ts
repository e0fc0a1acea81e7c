import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runGit } from "./git-helper.ts";

/** Content of a file by its path; a `link` becomes a symbolic link. Undefined removes a file. */
type Files = Readonly<Record<string, string | Uint8Array | { readonly link: string } | undefined>>;

/** A real repository on disk, and over HTTP when a server made it. */
export type TestRepository = {
  /** The git directory: good for file://, too. */
  readonly path: string;
  /** Empty without a server. */
  readonly url: string;
  /** Writes (and removes) files on the current branch and commits; gives the SHA. */
  commit(files: Files, message?: string): Promise<string>;
  /** Runs git in the repository and gives its output. */
  git(...args: readonly string[]): Promise<string>;
};

type GitRequest = {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
};

export type GitServer = {
  readonly url: string;
  /** Folder that holds the repositories. */
  readonly root: string;
  readonly requests: GitRequest[];
  /** Bytes of all answers' bodies. */
  bytesSent(): number;
  /** Creates an empty repository `<name>.git` with branch main. */
  createRepository(name: string): Promise<TestRepository>;
  /** Answers the next requests in its own way; true: answered. undefined: back to normal. */
  intercept(answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined): void;
  /** Forgets requests and bytes. */
  reset(): void;
  close(): Promise<void>;
};

export type GitServerOptions = {
  /** What the Authorization header must be (see `basic`, `bearer`); undefined: open to all. */
  readonly authorization?: string;
  /** An old server, that does not know protocol v2. */
  readonly old?: boolean;
};

/** The header of basic authentication. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** The header of a bearer token. */
export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** Starts a Git HTTP server (`git http-backend`, protocols v0 to v2) on a free port of 127.0.0.1. */
export async function startGitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const root = await mkdtemp(join(tmpdir(), "outrigger-git-"));
  const requests: GitRequest[] = [];
  let bytes = 0;
  let answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push({ method: request.method ?? "", url: request.url ?? "", authorization });
    if (answer?.(request, response) === true) return;
    if (options.authorization !== undefined && authorization !== options.authorization) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end("who are you?");
      return;
    }
    if (options.old === true) delete request.headers["git-protocol"];
    const count = (sent: number) => {
      bytes += sent;
    };
    // A client that hangs up early is no failure of the server.
    serve(root, { request, response }, count).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    root,
    requests,
    bytesSent: () => bytes,
    createRepository: (name) => createTestRepository(root, name, url),
    intercept: (next) => {
      answer = next;
    },
    reset: () => {
      requests.length = 0;
      bytes = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Creates an empty repository `<root>/<name>.git` with branch main; its work tree is beside it. */
export async function createTestRepository(root: string, name: string, url = ""): Promise<TestRepository> {
  const path = join(root, `${name}.git`);
  const tree = join(root, "trees", name);
  await mkdir(tree, { recursive: true });
  await runWhole(["init", "-q", "-b", "main", "--bare", path], { env: gitEnvironment, cwd: root });
  // Commits of one second would look like one moment: time goes a minute a command, from a day ago.
  let seconds = Math.floor(Date.now() / 1000) - 86_400;
  const environment = () => {
    seconds += 60;
    const date = `${seconds} +0000`;
    return {
      ...gitEnvironment,
      GIT_DIR: path,
      GIT_WORK_TREE: tree,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    };
  };
  const git = (...args: readonly string[]) => runWhole(args, { env: environment(), cwd: tree });
  return {
    path,
    url: url === "" ? "" : `${url}/${name}.git`,
    git,
    commit: async (files, message = "Change files") => {
      for (const [file, content] of Object.entries(files)) await write(join(tree, file), content);
      await git("add", "--all");
      await git("commit", "-q", "--allow-empty", "-m", message);
      return await git("rev-parse", "HEAD");
    },
  };
}

async function runWhole(
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<string> {
  const { code, stdout, stderr } = await runGit({ args, ...options });
  if (code !== 0) throw new Error(`Cannot run git ${args.join(" ")}: ${stderr}`);
  return stdout.toString("utf8").trim();
}

/** Nothing of the machine's own git configuration gets in. */
const gitEnvironment = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada Author",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Carl Committer",
  GIT_COMMITTER_EMAIL: "carl@example.org",
};

async function write(path: string, content: Files[string]): Promise<void> {
  await rm(path, { recursive: true, force: true });
  if (content === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === "object" && "link" in content) await symlink(content.link, path);
  else await writeFile(path, content);
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** Runs git http-backend as a CGI program: gitprotocol-http(5), git-http-backend(1). */
async function serve(root: string, exchange: Exchange, count: (bytes: number) => void): Promise<void> {
  const { request, response } = exchange;
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = Buffer.concat(await request.toArray());
  const { stdout } = await runGit({ args: ["http-backend"], env: cgiEnvironment(root, request, url) }, body);
  const end = stdout.indexOf("\r\n\r\n");
  writeHead(response, stdout.toString("latin1", 0, end));
  const content = stdout.subarray(end + 4);
  count(content.length);
  response.end(content);
}

function writeHead(response: ServerResponse, head: string): void {
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}

function cgiEnvironment(root: string, request: IncomingMessage, url: URL): Record<string, string> {
  const { headers } = request;
  return {
    ...gitEnvironment,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: request.method ?? "GET",
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers["content-type"] ?? "",
    GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
    ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
  };
}
