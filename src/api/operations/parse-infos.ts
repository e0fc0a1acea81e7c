import { isObject, type Json } from "../../kube/json.ts";
import type { SyncInfo } from "../../sync/sync-choices.ts";
import { parseItems } from "../parse-fields.ts";

const infosMax = 100;

/** Parses what a person notes down with a sync, names and values; undefined: it is no such list. */
export function parseInfos(value: Json): readonly SyncInfo[] | undefined {
  return parseItems(value, infosMax, parseInfo);
}

function parseInfo(info: Json): SyncInfo | undefined {
  if (!isObject(info)) return undefined;
  const { name, value, ...others } = info;
  if (typeof name !== "string" || typeof value !== "string") return undefined;
  return Object.keys(others).length === 0 ? { name, value } : undefined;
}
