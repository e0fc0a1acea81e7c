import { maskUserInfo } from "../declaration/message-text.ts";
import { isObject, type Json } from "../kube/json.ts";

/** Gives a value with users and passwords taken out of every `repoURL`, however deep: a user name there may be a token. */
export function maskRepositories(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => maskRepositories(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, maskField(name, field)]));
}

function maskField(name: string, field: Json | undefined): Json | undefined {
  if (field === undefined) return undefined;
  return name === "repoURL" && typeof field === "string" ? maskUserInfo(field) : maskRepositories(field);
}

/** Gives a diff of YAML with users and passwords taken out of its `repoURL`s. */
export function maskRepositoryLines(diff: string): string {
  return diff.replaceAll(/^.*repoURL: .*$/gm, (line) => maskUserInfo(line));
}
