/** Tells whether a text is a full SHA-1, which needs no lookup. */
export function isFullSha(text: string): boolean {
  return /^[0-9a-f]{40}$/i.test(text);
}

/** Tells whether a text may be an abbreviated SHA, as `git log --oneline` prints them. */
export function isShortSha(text: string): boolean {
  return /^[0-9a-f]{7,39}$/i.test(text);
}

/**
 * Tells whether a text is a version range (`1.2.*`, `>=1.0.0 <2.0.0`, `^1.2`, `1.x`, `1 - 2`, `1.0 || 2.0`). The grammar
 * is https://github.com/Masterminds/semver at v3.3.0, README "Checking Version Constraints"; an exact version is no range.
 */
export function isVersionRange(text: string): boolean {
  const part = /^(?:[<>=!~^]+\s*)?v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[\w.]+|-\*)?$/;
  const parts = text
    .split(/\|\||,|\s+-\s+|(?<![<>=!~^\s])\s+/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const hasOperator = /[<>=!~^*|,\s]|(?:^|\.)[xX](?:\.|$)/.test(text.trim());
  return parts.length > 0 && hasOperator && parts.every((one) => part.test(one));
}

/** Says what is wrong with a ref name; undefined: nothing. The rules are those of git-check-ref-format(1). */
export function refNameProblem(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.length > 1_000) return "it is longer than 1000 characters";
  if (hasForbiddenCharacter(name)) return "a ref name has no space, control character or any of ~^:?*[\\";
  if (name.includes("..") || name.includes("@{") || name === "@") return 'a ref name has no ".." or "@{"';
  if (/^\/|\/$|\/\/|\.$/.test(name)) return 'a ref name does not start or end with "/", nor end with "."';
  const parts = name.split("/");
  if (parts.some((part) => part.startsWith(".") || part.endsWith(".lock")))
    return 'no part of a ref name starts with "." or ends with ".lock"';
  if (name.startsWith("-")) return 'a ref name does not start with "-"';
  return undefined;
}

function hasForbiddenCharacter(name: string): boolean {
  return [...name].some((one) => one <= " " || one === "\u007f" || "~^:?*[\\".includes(one));
}
