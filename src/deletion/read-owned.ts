import type { DesiredObject } from "../desired/desired-object.ts";
import { type ApiCatalog, findResource, isNamespaced } from "../kube/api-catalog.ts";
import { formatKey, type ObjectRef, toRef as toObjectRef } from "../kube/key.ts";
import { pairObjects } from "../live/live.ts";
import type { ObjectPair } from "../live/object-pair.ts";
import { checkObject } from "../project/project.ts";
import type { DeletionWork } from "./deletion-work.ts";
import { toRef } from "./end-sync.ts";
import type { DeletionSubject } from "./open-subject.ts";
import type { GitReading } from "./read-git.ts";

/** What may be an application's. */
export type Owned = {
  readonly pairs: readonly ObjectPair[];
  /** Keys of what is there, or may be, whoever owns it. */
  readonly present: ReadonlySet<string>;
  readonly catalog: ApiCatalog;
};

/**
 * Reads everything that may be an application's: its inventory, and what no inventory knows and is found by its name, hooks
 * of the last sync and what Git has.
 */
export async function readOwned(
  { session, ports }: DeletionWork,
  { application, connection }: DeletionSubject,
  { git, skipHooks }: { readonly git: GitReading; readonly skipHooks: boolean },
): Promise<Owned> {
  const catalog = await connection.cluster.discover({ fresh: true });
  const isBegun = session.state.operation !== undefined;
  const hooks = isBegun ? [] : session.bulk.results.filter(({ hook }) => hook);
  const known = [
    ...session.bulk.inventory,
    ...hooks.flatMap((result) => toRef(result, catalog)),
    // Hooks that nobody waits for any more are objects as others are.
    ...(skipHooks ? git.deleteHooks.map(({ ref }) => ref) : []),
  ];
  const desired = toNamed(git.desired, catalog);
  const refs = new Map([...known, ...desired.map(({ ref }) => ref)].map((ref) => [formatKey(ref), ref]));
  const reading = await connection.cluster.read([...refs.values()], { shared: false });
  const identity = { application: application.name, installation: ports.settings.installation };
  const present = new Set(
    [...reading.objects.map(toObjectRef), ...reading.unknown.map(({ ref }) => ref)].map(formatKey),
  );
  return { pairs: pairObjects(desired, reading, known, identity), present, catalog };
}

function toNamed(desired: readonly DesiredObject[], catalog: ApiCatalog): readonly DesiredObject[] {
  const named = desired.filter(
    ({ ref }) => ref.name !== "" && findResource(catalog, ref.apiVersion, ref.kind) !== undefined,
  );
  return [...new Map(named.map((each) => [formatKey(each.ref), each])).values()];
}

/** Tells whether the project allows an object: Argo CD does not touch what it does not, even if it made it. */
export function isAllowed(
  ref: ObjectRef,
  { project, connection }: DeletionSubject,
  catalog: ApiCatalog,
): boolean {
  const namespaced = isNamespaced(catalog, ref);
  return checkObject(project, { ...ref, namespaced }, connection).length === 0;
}
