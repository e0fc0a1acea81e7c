import { equalJson } from "../../kube/canonical-json.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject, TextMap } from "../../kube/object.ts";
import type { Context } from "./context.ts";
import { controlled, controllerRef, freeName } from "./owned.ts";
import { hashTemplate } from "./template-hash.ts";
import { numberAt, objectAt, textsAt } from "./values.ts";
import { create, remove, replace } from "./write.ts";

const storage = "apps/controllerrevisions";

export type RevisionPlan = {
  /** The label that holds the template's hash. */
  readonly hashLabel: string;
  readonly annotations?: TextMap;
};

/** Finds or makes the ControllerRevision of an object's template; the newest has the highest number. */
export function ensureRevision(
  context: Context,
  owner: KubeObject,
  { hashLabel, annotations }: RevisionPlan,
): KubeObject {
  const template: JsonObject = { $patch: "replace", ...objectAt(owner, "spec", "template") };
  const data = { spec: { template } };
  const known = revisionsOf(context, owner);
  const newest = known.at(-1);
  const number = (newest === undefined ? 0 : numberOf(newest)) + 1;
  const same = known.findLast((revision) => equalJson(revision["data"], data));
  if (same !== undefined && same === newest) return same;
  // Going back to an earlier template makes its revision the newest: pkg/controller/history/controller_history.go.
  if (same !== undefined) return replace(context.state, storage, { ...same, revision: number });
  const hash = hashTemplate(template);
  const name = freeName(context, { storage, owner }, (collisions) => `${hash}${collisions || ""}`);
  return create(context.state, storage, {
    apiVersion: "apps/v1",
    kind: "ControllerRevision",
    metadata: {
      name,
      namespace: owner.metadata.namespace,
      labels: {
        ...textsAt(owner, "spec", "template", "metadata", "labels"),
        [hashLabel]: name.slice(owner.metadata.name.length + 1),
      },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerRef(owner)],
    },
    data,
    revision: number,
  });
}

/** Lists an object's revisions, the newest last. */
export function revisionsOf({ state }: Context, owner: KubeObject): readonly KubeObject[] {
  return [...controlled(state, owner, storage)].sort((a, b) => numberOf(a) - numberOf(b));
}

/** Gives the template that a revision holds. */
export function templateOf(revision: KubeObject): JsonObject {
  const { $patch: _, ...template } = objectAt(revision, "data", "spec", "template");
  return template;
}

/** Deletes the oldest revisions that no pod has any more, but for as many as the history keeps. */
export function forgetRevisions(context: Context, owner: KubeObject, live: ReadonlySet<string>): void {
  const limit = numberAt(owner, "spec", "revisionHistoryLimit") ?? 10;
  const idle = revisionsOf(context, owner).filter(({ metadata }) => !live.has(metadata.name));
  for (const revision of idle.slice(0, Math.max(0, idle.length - limit)))
    remove(context.state, storage, revision);
}

function numberOf(revision: KubeObject): number {
  const number = readField(revision, "revision");
  return typeof number === "number" ? number : 0;
}
