import type { Refs } from "../../source/revision.ts";

/** A ref as a server lists it. `target`: what a symbolic ref names; `peeled`: what an annotated tag leads to. */
export type ListedRef = {
  readonly name: string;
  readonly sha: string;
  readonly target?: string;
  readonly peeled?: string;
};

/** Makes what is thrown of what is wrong with an answer. */
type ToError = (cause: Error) => Error;

/** What a targetRevision can mean starts so. */
export const refPrefixes = ["HEAD", "refs/heads/", "refs/tags/"];

/** Parses one line of ls-refs: gitprotocol-v2(5). */
export function parseRefLine(line: string, toError: ToError): ListedRef {
  const [sha, name, ...attributes] = line.trim().split(" ");
  if (sha === undefined || name === undefined || !/^(?:[0-9a-f]{40}|unborn)$/.test(sha))
    throw toError(new Error(line.startsWith("ERR ") ? line.slice(4).trim() : "an unreadable list of refs"));
  const attribute = (key: string) =>
    attributes.find((one) => one.startsWith(`${key}:`))?.slice(key.length + 1);
  return { name, sha, ...optional({ target: attribute("symref-target"), peeled: attribute("peeled") }) };
}

/**
 * Parses the lines that a server answers to info/refs: gitprotocol-http(5). One of protocol version 2 names its abilities
 * and no refs; an older one lists all refs, the first with its abilities after a NUL, a tag's commit in a line of its own.
 */
export function parseAdvertisement(
  lines: readonly string[],
  toError: ToError,
): readonly ListedRef[] | "version 2" {
  const [first = "", ...others] = lines.map((line) => line.trimEnd());
  // Not every server puts the service first when it speaks version 2.
  const isNamed = first === "# service=git-upload-pack";
  const rest = isNamed ? others : [first];
  if (rest[0] === "version 2") return "version 2";
  if (!isNamed) throw toError(new Error(first.startsWith("ERR ") ? first.slice(4) : "no list of refs"));
  return parseOlder(rest[0] === "version 1" ? rest.slice(1) : rest, toError);
}

function parseOlder(lines: readonly string[], toError: ToError): readonly ListedRef[] {
  const abilities = lines[0]?.split("\0", 2)[1] ?? "";
  const target = /(?:^| )symref=HEAD:(\S+)/.exec(abilities)?.[1];
  const listed = lines.map((line) => parseRefLine(line.split("\0", 1)[0] ?? "", toError));
  const peeled = new Map(listed.map((one) => [one.name, one.sha]));
  return listed.map((one) => ({
    ...one,
    ...optional({
      target: one.name === "HEAD" ? target : undefined,
      peeled: peeled.get(`${one.name}^{}`),
    }),
  }));
}

/** Gives the refs that a targetRevision can mean, tags peeled. */
export function toRefs(listed: readonly ListedRef[]): Refs {
  const refs = new Map<string, string>();
  for (const { name, sha, peeled } of listed) {
    const isWanted = refPrefixes.some((prefix) => name.startsWith(prefix)) && !name.endsWith("^{}");
    if (isWanted && sha !== "unborn") refs.set(name, peeled ?? sha);
  }
  const head = listed.find((one) => one.name === "HEAD")?.target;
  return head === undefined ? { refs } : { head, refs };
}

function optional(one: { readonly target: string | undefined; readonly peeled: string | undefined }) {
  return {
    ...(one.target === undefined ? {} : { target: one.target }),
    ...(one.peeled === undefined ? {} : { peeled: one.peeled }),
  };
}
