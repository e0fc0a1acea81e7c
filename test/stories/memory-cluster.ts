import { ReconcileError } from "../../src/errors.ts";
import type { ApiCatalog, ApiResource } from "../../src/kube/api-catalog.ts";
import { isObject, readField } from "../../src/kube/json.ts";
import { formatKey, groupOf, type ObjectRef, toRef, versionOf } from "../../src/kube/key.ts";
import type { KubeObject, ObjectMeta } from "../../src/kube/object.ts";
import type {
  ApplyRequest,
  Cluster,
  DeleteRequest,
  LiveReading,
  PatchRequest,
  ReplaceRequest,
} from "../../src/ports/cluster.ts";
import { applyJsonPatch } from "../../src/sandbox/patch/json-patch.ts";

const builtIn = ["v1 Namespace", "v1 ConfigMap", "v1 Secret", "apps/v1 Deployment", "batch/v1 Job"];
const crdKind = "apiextensions.k8s.io/v1 CustomResourceDefinition";

/** Makes a meta field absent. */
function without(metadata: ObjectMeta, ...fields: readonly string[]): ObjectMeta {
  const rest = Object.fromEntries(Object.entries(metadata).filter(([name]) => !fields.includes(name)));
  return { ...rest, name: metadata.name };
}

/**
 * A small Kubernetes API server, as the Cluster port describes one: uids and versions, finalizers, owned fields of apply (so
 * far as finalizers go), namespaces, CRDs. `tick` is the controllers' turn: Jobs complete, Deployments roll out.
 */
export class MemoryCluster implements Cluster {
  readonly objects = new Map<string, KubeObject>();
  /** Every write that changed something, in order: `apply ConfigMap shop/a`. */
  readonly writes: string[] = [];
  /** How often a hook's Job ran to its end, by name. */
  readonly runs = new Map<string, number>();
  /** Answers an apply or create with this error as long as it gives one. */
  refusal: (object: KubeObject) => ReconcileError | undefined = () => undefined;
  /** Answers an apply to what is there with this error as long as it gives one. */
  immutable: (object: KubeObject) => ReconcileError | undefined = () => undefined;
  /** Objects that never become healthy, by formatKey. */
  readonly stuck = new Set<string>();
  /** Jobs that fail, by name. */
  readonly failing = new Set<string>();
  /** A Job is deleted as soon as it is done, as with ttlSecondsAfterFinished: 0. */
  deletesDoneJobs = false;
  private readonly applied = new Map<string, KubeObject>();
  private readonly established = new Set<string>();
  private count = 0;

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async discover(): Promise<ApiCatalog> {
    const kinds = [...builtIn, crdKind, ...this.established].map((text): ApiResource => {
      const [apiVersion = "", kind = ""] = text.split(" ");
      const namespaced = kind !== "Namespace" && kind !== "CustomResourceDefinition";
      const group = groupOf(apiVersion);
      return {
        group,
        version: versionOf(apiVersion),
        kind,
        plural: kind.toLowerCase(),
        namespaced,
        verbs: [],
      };
    });
    return { serverVersion: "v1.35.0", resources: kinds, stale: [] };
  }

  hasKind(ref: { readonly apiVersion: string; readonly kind: string }): boolean {
    const text = `${ref.apiVersion} ${ref.kind}`;
    return text === crdKind || builtIn.includes(text) || this.established.has(text);
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async read(refs: readonly ObjectRef[]): Promise<LiveReading> {
    const objects = refs.flatMap((ref) => this.objects.get(formatKey(ref)) ?? []);
    return { objects, unknown: [] };
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async apply({ object, dryRun, uid }: ApplyRequest): Promise<KubeObject> {
    this.admit(object);
    const key = formatKey(toRef(object));
    const live = this.objects.get(key);
    if (uid !== undefined && live?.metadata.uid !== uid) {
      throw new ReconcileError("CONFLICT", `Cannot apply ${key}: it is another object than ${uid}`);
    }
    if (live === undefined) return this.insert(object, "apply", object);
    const change = this.immutable(object);
    if (change !== undefined) throw change;
    const next = this.merge(live, object, this.applied.get(key));
    if (dryRun) return next;
    this.applied.set(key, object);
    return JSON.stringify(next) === JSON.stringify(live) ? live : this.store(next, "apply");
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async replace({ object, resourceVersion }: ReplaceRequest): Promise<KubeObject> {
    this.admit(object);
    const key = formatKey(toRef(object));
    const live = this.objects.get(key);
    if (live?.metadata.resourceVersion !== resourceVersion)
      throw new ReconcileError("CONFLICT", `Cannot replace ${key}: it has changed`);
    const { uid = "" } = live.metadata;
    return this.store({ ...object, metadata: { ...object.metadata, uid } }, "replace");
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async patch({ ref, operations }: PatchRequest): Promise<KubeObject> {
    const key = formatKey(ref);
    const live = this.objects.get(key);
    if (live === undefined) throw new ReconcileError("NOT_FOUND", `Cannot patch ${key}: there is none`);
    const asked = operations.find(({ path }) => path === "/metadata/resourceVersion");
    if (asked?.op === "replace" && asked.value !== live.metadata.resourceVersion)
      throw new ReconcileError("CONFLICT", `Cannot patch ${key}: it has changed`);
    const patched = applyJsonPatch(JSON.parse(JSON.stringify(live)), operations);
    return this.store(JSON.parse(JSON.stringify(patched)), "patch");
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async create(
    object: KubeObject,
    { dryRun } = { dryRun: false },
  ): Promise<{ readonly outcome: "created" | "exists"; readonly object: KubeObject }> {
    this.admit(object);
    const live = this.objects.get(formatKey(toRef(object)));
    if (live !== undefined) return { outcome: "exists", object: live };
    if (dryRun) return { outcome: "created", object };
    return { outcome: "created", object: this.insert(object, "create") };
  }

  // biome-ignore lint/suspicious/useAwait: the port is asynchronous
  async delete({ ref, uid, resourceVersion }: DeleteRequest): Promise<"deleted" | "gone"> {
    const live = this.objects.get(formatKey(ref));
    if (live === undefined) return "gone";
    const isSame = resourceVersion === undefined || live.metadata.resourceVersion === resourceVersion;
    if (live.metadata.uid !== uid || !isSame) {
      throw new ReconcileError("CONFLICT", `Cannot delete ${formatKey(ref)}: it is another object`);
    }
    this.remove(live);
    return "deleted";
  }

  /** The controllers' turn. */
  tick(): void {
    for (const live of [...this.objects.values()]) {
      if (this.stuck.has(formatKey(toRef(live)))) continue;
      if (live.kind === "Deployment") this.roll(live);
      if (live.kind === "Job") this.runJob(live);
      if (live.kind === "CustomResourceDefinition") this.establish(live);
    }
  }

  private admit(object: KubeObject): void {
    const refusal = this.refusal(object);
    if (refusal !== undefined) throw refusal;
    const key = formatKey(toRef(object));
    if (!this.hasKind(object)) throw new ReconcileError("KIND_MISSING", `Cannot apply ${key}: no such kind`);
    const { namespace } = object.metadata;
    if (namespace === undefined || this.objects.has(`Namespace ${namespace}`)) return;
    throw new ReconcileError("NOT_FOUND", `Cannot apply ${key}: namespace "${namespace}" not found`);
  }

  private insert(object: KubeObject, verb: string, applied?: KubeObject): KubeObject {
    this.count += 1;
    if (applied !== undefined) this.applied.set(formatKey(toRef(object)), applied);
    return this.store(
      { ...object, metadata: { ...object.metadata, uid: `uid-${this.count}`, generation: 0 } },
      verb,
    );
  }

  /** Of all fields only finalizers are taken away again when an apply leaves them out. */
  private merge(live: KubeObject, object: KubeObject, before: KubeObject | undefined): KubeObject {
    const owned = before?.metadata.finalizers ?? [];
    const kept = (live.metadata.finalizers ?? []).filter((name) => !owned.includes(name));
    const finalizers = [...new Set([...kept, ...(object.metadata.finalizers ?? [])])];
    const metadata = {
      ...live.metadata,
      ...object.metadata,
      annotations: { ...live.metadata.annotations, ...object.metadata.annotations },
    };
    const more = finalizers.length === 0 ? {} : { finalizers };
    return { ...live, ...object, metadata: { ...without(metadata, "finalizers"), ...more } };
  }

  private store(object: KubeObject, verb: string): KubeObject {
    this.count += 1;
    const key = formatKey(toRef(object));
    const before = this.objects.get(key);
    const changed =
      JSON.stringify(before?.["spec"]) !== JSON.stringify(object["spec"]) || before === undefined;
    const generation = (object.metadata.generation ?? 0) + (changed ? 1 : 0);
    const stored = {
      ...object,
      metadata: { ...object.metadata, generation, resourceVersion: String(this.count) },
    };
    this.objects.set(key, stored);
    this.writes.push(`${verb} ${key}`);
    if (stored.metadata.deletionTimestamp !== undefined) this.remove(stored);
    return stored;
  }

  private remove(live: KubeObject): void {
    const key = formatKey(toRef(live));
    if ((live.metadata.finalizers ?? []).length === 0) {
      this.objects.delete(key);
      this.applied.delete(key);
      this.writes.push(`delete ${key}`);
      return;
    }
    if (live.metadata.deletionTimestamp !== undefined) return;
    this.store({ ...live, metadata: { ...live.metadata, deletionTimestamp: "now" } }, "mark");
  }

  private roll(live: KubeObject): void {
    const { generation } = live.metadata;
    if (readField(live, "status", "observedGeneration") === generation) return;
    this.objects.set(formatKey(toRef(live)), {
      ...live,
      health: { status: "Healthy" },
      status: { observedGeneration: generation ?? 0 },
    });
  }

  private runJob(live: KubeObject): void {
    const { name, deletionTimestamp } = live.metadata;
    const isDone = isObject(live["health"]) && live["health"]["status"] !== "Progressing";
    if (isDone || deletionTimestamp !== undefined) return;
    const status = this.failing.has(name) ? "Degraded" : "Healthy";
    if (status === "Healthy") this.runs.set(name, (this.runs.get(name) ?? 0) + 1);
    const done = { ...live, health: { status, message: `job ${status === "Healthy" ? "done" : "failed"}` } };
    this.objects.set(formatKey(toRef(live)), done);
    if (this.deletesDoneJobs) this.remove(done);
  }

  private establish(live: KubeObject): void {
    const group = readField(live, "spec", "group");
    const kind = readField(live, "spec", "names", "kind");
    this.established.add(`${group}/v1 ${kind}`);
    this.objects.set(formatKey(toRef(live)), { ...live, health: { status: "Healthy" } });
  }

  /** What is there, without what differs from one run to the next. */
  snapshot(): readonly KubeObject[] {
    const objects = [...this.objects.values()].map((object) => ({
      ...object,
      metadata: without(object.metadata, "uid", "resourceVersion", "generation"),
    }));
    return objects.sort((a, b) => (formatKey(toRef(a)) < formatKey(toRef(b)) ? -1 : 1));
  }
}
