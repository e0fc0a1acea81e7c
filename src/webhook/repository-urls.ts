import { isObject, readField } from "../kube/json.ts";
import { normalizeRepositoryUrl } from "../source/credentials.ts";

/** The URLs by which GitHub names a repository, the one that applications use most first. */
const fields = ["clone_url", "html_url", "ssh_url", "git_url"] as const;

/** A real one has less than 200; a key of the table, which a URL becomes, may have 2,048 bytes. */
const urlCharsMax = 1_000;

const printable = /^[\x21-\x7e]+$/;
const scpForm = /^[a-z0-9_.-]+@[a-z0-9.-]+:[^:@]+$/i;
const schemes = new Set(["http:", "https:", "ssh:"]);

/**
 * Reads under which URLs applications may know the repository of a push: http, https and SSH forms, each once. Empty where
 * the payload names none that could be a repository's.
 */
export function readRepositoryUrls(payload: unknown): readonly string[] {
  if (!isObject(payload)) return [];
  const urls = fields.map((field) => readField(payload, "repository", field)).filter(isRepositoryUrl);
  const names = urls.map(normalizeRepositoryUrl);
  return urls.filter((_, index) => names.indexOf(names[index] ?? "") === index);
}

function isRepositoryUrl(value: unknown): value is string {
  if (typeof value !== "string" || value.length > urlCharsMax || !printable.test(value)) return false;
  if (scpForm.test(value)) return true;
  const url = URL.parse(value);
  if (url === null || !schemes.has(url.protocol) || url.hostname === "") return false;
  return url.password === "" && url.search === "" && url.hash === "";
}
