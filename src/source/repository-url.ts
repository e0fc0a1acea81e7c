import { ReconcileError } from "../errors.ts";

/** Where a repository is. `key` names it among others; `url` is what is asked and printed, and never holds credentials. */
export type RepositoryAddress =
  | {
      readonly kind: "http";
      readonly key: string;
      readonly url: string;
      /** Scheme, host and port: what credentials are bound to. */
      readonly origin: string;
      /** From the URL itself (`https://org@dev.azure.com/...`). */
      readonly username?: string;
    }
  | { readonly kind: "local"; readonly key: string; readonly url: string; readonly path: string };

/**
 * Parses a repoURL: http and https; with `allowLocal` also a plain path and file://. Throws UNSUPPORTED for SSH and other
 * transports and APPLICATION_INVALID for the rest, with messages that hold no credentials.
 */
export function parseRepositoryUrl(
  text: string,
  options: { readonly allowLocal: boolean },
): RepositoryAddress {
  const trimmed = text.trim();
  if (isPlainPath(trimmed)) return toLocalAddress(trimmed, trimmed, options.allowLocal);
  const scp = /^(?:[^/@:]+@)?([^/@:]+):(?!\/\/)(.+)$/.exec(trimmed);
  if (scp?.[1] !== undefined && scp[2] !== undefined) throw sshUnsupported(trimmed, scp[1], scp[2]);
  const url = parseUrl(trimmed);
  if (url.protocol === "file:") return toLocalAddress(trimmed, filePath(url), options.allowLocal);
  if (url.protocol === "ssh:") throw sshUnsupported(trimmed, url.hostname, url.pathname);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot read repository ${maskUrl(trimmed)}: only http and https are supported`,
    );
  return toHttpAddress(url, trimmed);
}

/** Gives a URL without user, password, query and fragment, for messages; any text will do. */
export function maskUrl(text: string): string {
  return text.replace(/[?#].*$/s, "").replace(/\/\/.*@/s, "//");
}

function toHttpAddress(url: URL, text: string): RepositoryAddress {
  if (url.password !== "")
    throw invalid(text, "it holds a password; put that into a repository Secret and out of the URL");
  if (url.search !== "" || url.hash !== "") throw invalid(text, "a Git URL has no query or fragment");
  // The key keeps case and `.git` of the path: servers may tell them apart, and two names cost only a second clone.
  const clean = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  return {
    kind: "http",
    key: clean,
    url: clean,
    origin: url.origin,
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
  };
}

function toLocalAddress(text: string, path: string, allowed: boolean): RepositoryAddress {
  if (!allowed)
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot read repository ${maskUrl(text)}: a local path works in the local modes only; write an https URL`,
    );
  if (path.includes("\0")) throw invalid(text, "it holds a NUL character");
  return { kind: "local", key: `file:${path}`, url: path, path };
}

function isPlainPath(text: string): boolean {
  return text === "." || text === ".." || /^\.{0,2}\//.test(text);
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    // Node's own error holds the whole input, credentials included, so it is not kept as the cause.
    const reason = cause instanceof Error ? cause.message : "unreadable";
    throw invalid(text, `${reason}; write https://<host>/<path>`);
  }
}

function filePath(url: URL): string {
  if (url.hostname !== "" && url.hostname !== "localhost")
    throw invalid(url.href, "a file URL names no other host");
  return decodeURIComponent(url.pathname);
}

function sshUnsupported(text: string, host: string, path: string): ReconcileError {
  const hint = `https://${host}/${path.replace(/^\/+/, "")}`;
  return new ReconcileError(
    "UNSUPPORTED",
    `Cannot read repository ${maskUrl(text)}: SSH is not supported; write ${hint} and give a token in a repository Secret`,
  );
}

function invalid(text: string, problem: string): ReconcileError {
  return new ReconcileError("APPLICATION_INVALID", `Cannot use repoURL ${maskUrl(text)}: ${problem}`);
}
