import { type Json, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { formatTime } from "../../kube/time.ts";
import { asObject } from "../../kube/values.ts";
import type { Store } from "../cluster/store.ts";
import { decideNames, hasItsNames, withDecision } from "./names.ts";

const definitions = "apiextensions.k8s.io/customresourcedefinitions";

/** Gives a definition the status that follows from its names and those that others have. */
export function toNamedStatus(store: Store, definition: KubeObject, time: string): JsonObject {
  const group = readField(definition, "spec", "group");
  const others = store
    .list(definitions)
    .filter((each) => each.metadata.name !== definition.metadata.name)
    .filter((each) => readField(each, "spec", "group") === group);
  const decision = decideNames({
    requested: asObject(readField(definition, "spec", "names")),
    accepted: asObject(readField(definition, "status", "acceptedNames")),
    others: others.map((each) => asObject(readField(each, "status", "acceptedNames"))),
  });
  return withDecision(asObject(definition["status"]), decision, time);
}

/** Gives definitions the names of one that is gone, when the answer is called. */
export function releaseNames(store: Store, now: () => Date): () => void {
  const released = new Set<Json | undefined>();
  store.subscribe(({ type, storage, object }) => {
    if (type === "DELETED" && storage === definitions) released.add(readField(object, "spec", "group"));
  });
  return () => {
    if (released.size === 0) return;
    const waiting = store
      .list(definitions)
      .filter((each) => released.has(readField(each, "spec", "group")) && !hasItsNames(each));
    released.clear();
    for (const definition of waiting) {
      const time = formatTime(now());
      store.write(definitions, { ...definition, status: toNamedStatus(store, definition, time) });
    }
  };
}
