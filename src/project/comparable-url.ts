const scpForm = /^[^/:@\s]+@[^/:\s]+:/;
const userName = /^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/;
const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//;

/**
 * Brings a repository's URL into the form in which URLs are compared: lower case, without `.git`, `git@host:path` as
 * `host/path` (Argo CD, util/git/git.go, NormalizeGitURL). The user name goes: it is the same repository with any. Dots and default ports are resolved as an HTTP client will
 * resolve them, so that `allowed/../other` is not taken for something below `allowed`.
 */
export function toComparableUrl(url: string): string {
  const text = withScheme(url);
  if (!hasScheme.test(text)) return strip(resolveDots(text));
  return strip(URL.canParse(text) ? new URL(text).href.toLowerCase() : text);
}

/** Resolves "." and ".." of a plain path; ".." beyond its beginning stays. */
function resolveDots(path: string): string {
  const root = path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.length === 0 ? root || "." : root + parts.join("/");
}

/** The same for a pattern of URLs, in which characters that a URL cannot have mean something. */
export function toComparablePattern(pattern: string): string {
  return strip(withScheme(pattern).replace(/^(https:\/\/[^/]*):443(?=\/|$)/, "$1"));
}

function withScheme(url: string): string {
  const text = url.trim().toLowerCase();
  const full = scpForm.test(text) ? `ssh://${text.replace(":", "/")}` : text;
  return full.replace(userName, "$1");
}

function strip(text: string): string {
  return text
    .replace(/(?<=[^/])\/+$/, "")
    .replace(/\.git$/, "")
    .replace(/^ssh:\/\//, "");
}
