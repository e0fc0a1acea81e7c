import git, { type HttpClient } from "isomorphic-git";
import { ReconcileError } from "../../errors.ts";
import type { Refs } from "../../source/revision.ts";
import { encodeLine, parseLines } from "./pkt-line.ts";

/** Lists the heads and tags of one repository; remembers which protocol its server speaks. */
export type RefLister = () => Promise<Refs>;

type Listed = {
  readonly name: string;
  readonly sha: string;
  readonly target?: string;
  readonly peeled?: string;
};

const prefixes = ["HEAD", "refs/heads/", "refs/tags/"];

/**
 * Makes a lister. Protocol v2 costs one request (two the first time) and names the prefixes, which isomorphic-git's
 * listServerRefs cannot do with more than one: a large repository has 100,000 refs/pull/. Older servers list everything.
 */
export function createRefLister(http: HttpClient, url: string): RefLister {
  let speaksVersion2 = false;
  return async () => {
    if (!speaksVersion2) {
      const info = await readInfo(http, url);
      if (info.protocolVersion === 1)
        return toRefs((info.refs ?? []).map((one) => ({ name: one.ref, sha: one.oid, ...optional(one) })));
      speaksVersion2 = true;
    }
    return toRefs(await listVersion2(http, url));
  };
}

async function readInfo(http: HttpClient, url: string) {
  try {
    return await git.getRemoteInfo2({ http, url, protocolVersion: 2 });
  } catch (cause) {
    if (cause instanceof ReconcileError) throw cause;
    throw notGit(url, cause);
  }
}

async function listVersion2(http: HttpClient, url: string): Promise<readonly Listed[]> {
  const lines = ["command=ls-refs\n", "agent=outrigger\n", "object-format=sha1\n"].map(encodeLine);
  const args = ["peel\n", "symrefs\n", ...prefixes.map((one) => `ref-prefix ${one}\n`)].map(encodeLine);
  const body = Buffer.from(`${lines.join("")}0001${args.join("")}0000`);
  const response = await http.request({
    url: `${url}/git-upload-pack`,
    method: "POST",
    headers: {
      "content-type": "application/x-git-upload-pack-request",
      accept: "application/x-git-upload-pack-result",
      "git-protocol": "version=2",
    },
    body: once(body),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  return parseLines(Buffer.concat(chunks), (problem) => notGit(url, problem)).map((line) =>
    toListed(line, url),
  );
}

function toListed(line: string, url: string): Listed {
  const [sha, name, ...attributes] = line.trim().split(" ");
  if (sha === undefined || name === undefined || !/^(?:[0-9a-f]{40}|unborn)$/.test(sha))
    throw notGit(
      url,
      new Error(line.startsWith("ERR ") ? line.slice(4).trim() : "an unreadable list of refs"),
    );
  const attribute = (key: string) =>
    attributes.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1);
  return { name, sha, ...optional({ target: attribute("symref-target"), peeled: attribute("peeled") }) };
}

function toRefs(listed: readonly Listed[]): Refs {
  const refs = new Map<string, string>();
  for (const one of listed) {
    if (!prefixes.some((prefix) => one.name.startsWith(prefix)) || one.sha === "unborn") continue;
    refs.set(one.name, one.peeled ?? one.sha);
  }
  const head = listed.find((one) => one.name === "HEAD")?.target;
  return head === undefined ? { refs } : { head, refs };
}

function optional(one: { readonly target?: string | undefined; readonly peeled?: string | undefined }) {
  return {
    ...(one.target === undefined ? {} : { target: one.target }),
    ...(one.peeled === undefined ? {} : { peeled: one.peeled }),
  };
}

async function* once(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

function notGit(url: string, cause: unknown): ReconcileError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReconcileError(
    "REPOSITORY_UNREACHABLE",
    `Cannot read ${url}: the answer is not that of a Git server (${firstLine(reason)}); check repoURL`,
    { cause },
  );
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}
