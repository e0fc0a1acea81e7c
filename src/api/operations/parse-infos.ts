import { isObject, type Json } from "../../kube/json.ts";
import type { SyncInfo } from "../../sync/sync-choices.ts";

const infosMax = 100;

/** Parses what a person notes down with a sync, names and values; undefined: it is no such list. */
export function parseInfos(value: Json): readonly SyncInfo[] | undefined {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > infosMax) return undefined;
  const infos = value.map(parseInfo).filter((info) => info !== undefined);
  return infos.length === value.length ? infos : undefined;
}

function parseInfo(info: Json): SyncInfo | undefined {
  if (!isObject(info)) return undefined;
  const { name, value, ...others } = info;
  if (typeof name !== "string" || typeof value !== "string") return undefined;
  return Object.keys(others).length === 0 ? { name, value } : undefined;
}
