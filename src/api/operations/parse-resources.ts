import { isObject, type Json } from "../../kube/json.ts";
import type { ResourceSelector } from "../../sync/sync-choices.ts";
import { parseItems } from "../parse-fields.ts";

const fields: ReadonlySet<string> = new Set(["group", "kind", "name", "namespace", "exclude"]);
const selectorsMax = 1_000;

/** Parses Argo CD's list of resources to sync; undefined: it is none. */
export function parseResources(value: Json): readonly ResourceSelector[] | undefined {
  return parseItems(value, selectorsMax, parseResource);
}

function parseResource(value: Json): ResourceSelector | undefined {
  if (!isObject(value) || Object.keys(value).some((name) => !fields.has(name))) return undefined;
  const { group = "", kind, name, namespace = "", exclude = false } = value;
  if (typeof group !== "string" || typeof kind !== "string" || typeof name !== "string") return undefined;
  if (typeof namespace !== "string" || typeof exclude !== "boolean") return undefined;
  return {
    group,
    kind,
    name,
    ...(namespace === "" ? {} : { namespace }),
    ...(exclude ? { exclude } : {}),
  };
}
