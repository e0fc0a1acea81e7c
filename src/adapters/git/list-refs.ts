import type { GitHttpRequest, HttpClient } from "isomorphic-git";
import { ReconcileError } from "../../errors.ts";
import type { Refs } from "../../source/revision.ts";
import { encodeLine, parseLines } from "./pkt-line.ts";
import { type ListedRef, parseAdvertisement, parseRefLine, refPrefixes, toRefs } from "./ref-lines.ts";

/** Lists the heads and tags of one repository; remembers which protocol its server speaks. */
export type RefLister = () => Promise<Refs>;

/**
 * Makes a lister. Protocol v2 costs one request (two the first time) and names the prefixes: a large repository has 100,000
 * refs/pull/. Older servers list everything. Of isomorphic-git there are only types here: it takes long to load, and a tick
 * needs no more than this.
 */
export function createRefLister(http: HttpClient, url: string): RefLister {
  let speaksVersion2 = false;
  const asNotGit = (cause: Error) => notGit(url, cause);
  return async () => {
    if (!speaksVersion2) {
      const info = parseAdvertisement(await readLines(http, infoRequest(url), asNotGit), asNotGit);
      if (info !== "version 2") return toRefs(info);
      speaksVersion2 = true;
    }
    const lines = await readLines(http, listRequest(url), asNotGit);
    return toRefs(lines.map((line): ListedRef => parseRefLine(line, asNotGit)));
  };
}

function infoRequest(url: string): GitHttpRequest {
  return {
    url: `${url}/info/refs?service=git-upload-pack`,
    method: "GET",
    headers: { "git-protocol": "version=2" },
  };
}

function listRequest(url: string): GitHttpRequest {
  const lines = ["command=ls-refs\n", "agent=outrigger\n", "object-format=sha1\n"].map(encodeLine);
  const args = ["peel\n", "symrefs\n", ...refPrefixes.map((one) => `ref-prefix ${one}\n`)].map(encodeLine);
  return {
    url: `${url}/git-upload-pack`,
    method: "POST",
    headers: {
      "content-type": "application/x-git-upload-pack-request",
      accept: "application/x-git-upload-pack-result",
      "git-protocol": "version=2",
    },
    body: once(Buffer.from(`${lines.join("")}0001${args.join("")}0000`)),
  };
}

async function readLines(
  http: HttpClient,
  request: GitHttpRequest,
  toError: (cause: Error) => Error,
): Promise<readonly string[]> {
  const response = await http.request(request);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  return parseLines(Buffer.concat(chunks), toError);
}

async function* once(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

function notGit(url: string, cause: Error): ReconcileError {
  return new ReconcileError(
    "REPOSITORY_UNREACHABLE",
    `Cannot read ${url}: the answer is not that of a Git server (${firstLine(cause.message)}); check repoURL`,
    { cause },
  );
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 200);
}
