import { parse } from "yaml";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { SyncOptions } from "../../src/application/sync-policy.ts";
import type { DesiredObject, HookDeletePolicy, SyncPhase } from "../../src/desired/desired-object.ts";
import type { SyncStatus } from "../../src/drift/verdict.ts";
import { isObject, type JsonObject } from "../../src/kube/json.ts";
import { groupOf, type ObjectRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ComparedObject } from "../../src/plan/compared-object.ts";
import { planSync } from "../../src/plan/plan.ts";
import type { PlanOptions } from "../../src/plan/plan-options.ts";
import type { SyncPlan } from "../../src/plan/sync-plan.ts";

/**
 * One compared object in short. `object`, `hook` or `extra` names it: `apps/v1 Deployment shop/web`; a name that ends with `*`
 * is a generateName. `live` is false, true or fields laid over a plain live object.
 */
export type ShortObject = {
  readonly object?: string;
  readonly hook?: string;
  readonly extra?: string;
  readonly status?: SyncStatus;
  readonly live?: boolean | JsonObject;
  readonly repair?: boolean;
  readonly wave?: number;
  readonly phases?: readonly SyncPhase[];
  readonly policies?: readonly HookDeletePolicy[];
  readonly options?: Partial<SyncOptions>;
  readonly owner?: ComparedObject["owner"];
  readonly ownerName?: string;
  readonly unknown?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
};

/** Reads the objects of a golden case. */
export function readSituation(text: string): readonly ComparedObject[] {
  const short: readonly ShortObject[] = parse(text) ?? [];
  return short.map(toCompared);
}

/** Makes a compared object of its short form; `index` is its place among the manifests. */
export function toCompared(short: ShortObject, index: number): ComparedObject {
  const { ref, generateName } = parseName(short.object ?? short.hook ?? short.extra ?? "");
  const object = toObject(ref, generateName, short);
  const live = toLive(object, short);
  const isExtra = short.extra !== undefined;
  return {
    ref,
    ...(isExtra ? {} : { desired: toDesired({ object, ref, index, short }) }),
    ...(live === undefined ? {} : { live }),
    ...(short.unknown === undefined ? {} : { unknown: short.unknown }),
    ...(short.ownerName === undefined ? {} : { ownerName: short.ownerName }),
    owner: short.owner ?? "ours",
    extra: isExtra,
    status: short.status ?? "OutOfSync",
    repair: short.repair ?? false,
    differences: [],
  };
}

function parseName(text: string): { readonly ref: ObjectRef; readonly generateName?: string } {
  const [apiVersion = "", kind = "", path = ""] = text.split(" ");
  const [name = "", namespace = ""] = path.split("/").reverse();
  const ref = { apiVersion, group: groupOf(apiVersion), kind, namespace };
  return name.endsWith("*")
    ? { ref: { ...ref, name: "" }, generateName: name.slice(0, -1) }
    : { ref: { ...ref, name } };
}

function toObject(ref: ObjectRef, generateName: string | undefined, short: ShortObject): KubeObject {
  const { apiVersion, kind, name, namespace } = ref;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === "" ? {} : { namespace }),
      ...(short.annotations === undefined ? {} : { annotations: short.annotations }),
      ...(short.labels === undefined ? {} : { labels: short.labels }),
    },
    ...(short.spec === undefined ? {} : { spec: short.spec }),
  };
}

function toLive(object: KubeObject, short: ShortObject): KubeObject | undefined {
  const given = short.live ?? (short.extra !== undefined || short.status === "Synced");
  if (given === false) return undefined;
  const over = given === true ? {} : given;
  const metadata = { ...object.metadata, uid: `uid-${object.metadata.name}`, resourceVersion: "1" };
  const more = isObject(over["metadata"]) ? over["metadata"] : {};
  return { ...object, ...over, metadata: { ...metadata, ...more } };
}

function toDesired(from: {
  readonly object: KubeObject;
  readonly ref: ObjectRef;
  readonly index: number;
  readonly short: ShortObject;
}): DesiredObject {
  const { object, ref, index, short } = from;
  const hook = {
    phases: short.phases ?? ["PreSync"],
    deletePolicies: short.policies ?? ["BeforeHookCreation"],
  } as const;
  return {
    object,
    ref,
    index,
    ...(short.hook === undefined ? {} : { hook }),
    wave: short.wave ?? 0,
    options: { ...defaultSyncOptions, ...short.options },
    ignoreExtraneous: false,
    hash: "",
  };
}

/** Plan options of a golden case; `missing` lists the kinds the cluster does not have: `example.com/v1 Widget`. */
export function readOptions(text: string): PlanOptions {
  const { missing, options, ...given }: GivenOptions = parse(text) ?? {};
  return {
    prune: true,
    automated: false,
    allowEmpty: false,
    ...given,
    options: { ...defaultSyncOptions, ...options },
    knownKinds: (ref) => !(missing ?? []).includes(`${ref.apiVersion} ${ref.kind}`),
  };
}

type GivenOptions = Partial<Omit<PlanOptions, "options">> & {
  readonly missing?: readonly string[];
  readonly options?: Partial<SyncOptions>;
};

/** Plans a situation with the options that most of them have. */
export function planOf(objects: readonly ShortObject[], options = ""): SyncPlan {
  return planSync(objects.map(toCompared), readOptions(options));
}
