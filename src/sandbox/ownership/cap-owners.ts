import { compareText } from "../../kube/json.ts";
import { union } from "../fields/set-operations.ts";
import { type Owner, type Owners, toOwnerKey } from "./managers.ts";

// apimachinery pkg/util/managedfields/internal/fieldmanager.go, DefaultMaxUpdateManagers.
const updatersMax = 10;
const ancient = "ancient-changes";

/** Keeps the number of owners that do not apply small: the oldest become one, `ancient-changes`. */
export function capOwners(owners: Owners): Owners {
  const updaters = [...owners].filter(([, owner]) => owner.operation === "Update");
  if (updaters.length <= updatersMax) return owners;
  const oldestFirst = updaters
    .filter(([, owner]) => owner.manager !== ancient)
    .sort(([, a], [, b]) => compareText(a.time ?? "", b.time ?? "") || compareText(a.manager, b.manager));
  const capped = new Map(owners);
  let count = updaters.length;
  for (const [key, owner] of oldestFirst) {
    if (count <= updatersMax) break;
    const old = { manager: ancient, operation: "Update", apiVersion: owner.apiVersion } as const;
    const bucket = toOwnerKey(old);
    const present = capped.get(bucket);
    capped.delete(key);
    capped.set(bucket, toBucket({ ...old, fields: union(present?.fields, owner.fields) }, owner));
    if (present !== undefined) count -= 1;
  }
  return capped;
}

/** The bucket is as old as the newest that went into it. */
function toBucket(bucket: Owner, { time }: Owner): Owner {
  return time === undefined ? bucket : { ...bucket, time };
}
