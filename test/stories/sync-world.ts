import type { Application } from "../../src/application/application.ts";
import { defaultSyncOptions } from "../../src/application/sync-options.ts";
import type { DesiredObject } from "../../src/desired/desired-object.ts";
import type { Health } from "../../src/health/health-status.ts";
import { equalJson } from "../../src/kube/canonical-json.ts";
import { formatKey, toRef } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ComparedObject } from "../../src/plan/compared-object.ts";
import { planSync } from "../../src/plan/plan.ts";
import type { PlanOptions } from "../../src/plan/plan-options.ts";
import type { SyncPlan } from "../../src/plan/sync-plan.ts";
import type { Cluster } from "../../src/ports/cluster.ts";
import { carryOut } from "../../src/stories/carry-out.ts";
import type { Operation } from "../../src/sync/operation.ts";
import type { CarriedOut, SyncEffects, SyncWork } from "../../src/tasks/sync-work.ts";
import { type ShortObject, toCompared } from "../plan/situation.ts";
import { healthOf, toTestOperation } from "../sync/step-case.ts";
import { MemoryCluster } from "./memory-cluster.ts";

/** A program that ends in the middle: no error of ours, so nobody catches it. */
export class Crash extends Error {}

const tracking = "argocd.argoproj.io/tracking-id";

/** A sync never asks what moved. */
const unwatched = {
  probe: () => Promise.reject(new Error("probed")),
  listOwned: () => Promise.reject(new Error("listed")),
  listIn: () => Promise.reject(new Error("listed")),
  mayList: () => Promise.reject(new Error("asked for rights")),
};

/** One application, its cluster, its table and its clock; every await of a port is counted, and may be the last. */
export class SyncWorld {
  readonly cluster = new MemoryCluster();
  readonly desired: readonly DesiredObject[];
  saved: Operation = toTestOperation();
  now = 0;
  awaits = 0;
  /** The process dies at this await, before or after its effect. */
  crashAt: number | undefined;
  crashesAfter = false;
  shouldYield = false;
  deadline = Number.POSITIVE_INFINITY;
  /** What a request to the cluster takes. */
  requestMs = 0;
  /** When the last request to the cluster began. */
  lastRequestAt = 0;
  /** Throws LEASE_LOST as long as it is set to do so. */
  guard: () => void = () => undefined;
  private readonly options: Partial<PlanOptions>;
  private plan: SyncPlan | undefined;

  constructor(objects: readonly ShortObject[], options: Partial<PlanOptions> = {}) {
    this.options = options;
    this.desired = objects.flatMap((short, index) => {
      const { desired } = toCompared(short, index);
      return desired === undefined ? [] : [track(desired)];
    });
    this.seed({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  }

  /** Puts an object into the cluster as if it had always been there. */
  seed(object: KubeObject): void {
    const metadata = { uid: `seed-${object.metadata.name}`, resourceVersion: "0", ...object.metadata };
    this.cluster.objects.set(formatKey(toRef(object)), { ...object, metadata });
  }

  /** Plans from what is live now. */
  toPlan(): SyncPlan {
    const compared = [...this.desired.map((desired) => this.compare(desired)), ...this.extras()];
    return planSync(compared, {
      prune: true,
      automated: false,
      allowEmpty: false,
      options: defaultSyncOptions,
      knownKinds: (ref) => this.cluster.hasKind(ref),
      ...this.options,
    });
  }

  /** One call of the story, with a plan made anew, or with the same one as before. */
  async call(replan = true): Promise<CarriedOut> {
    if (replan || this.plan === undefined) this.plan = this.toPlan();
    const progress = await carryOut(this.toWork(this.plan), this.toEffects());
    this.saved = progress.operation;
    return progress;
  }

  /** Calls until the sync is finished; a crash ends a call, and the next one knows only what was saved. */
  async settle(options: { readonly replan: boolean } = { replan: true }): Promise<CarriedOut> {
    for (let calls = 0; calls < 100; calls += 1) {
      const progress = await this.callOrCrash(options.replan);
      if (progress !== undefined && progress.wait === undefined) return progress;
      this.now = Math.max(this.now + 1_000, progress?.wait?.untilMs ?? 0);
      this.cluster.tick();
    }
    throw new Error(`not finished after 100 calls: ${this.saved.message}`);
  }

  private async callOrCrash(replan: boolean): Promise<CarriedOut | undefined> {
    try {
      return await this.call(replan);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.crashAt = undefined;
      return undefined;
    }
  }

  private compare(desired: DesiredObject): ComparedObject {
    const live = this.cluster.objects.get(formatKey(desired.ref));
    const isSynced = live !== undefined && equalJson(live["spec"], desired.object["spec"]);
    return {
      ref: desired.ref,
      desired,
      ...(live === undefined ? {} : { live }),
      owner: "ours",
      extra: false,
      status: isSynced ? "Synced" : "OutOfSync",
      repair: false,
      differences: [],
    };
  }

  /** Whatever carries our tracking id and is not desired. */
  private extras(): readonly ComparedObject[] {
    const keys = new Set(this.desired.map(({ ref }) => formatKey(ref)));
    const lives = [...this.cluster.objects.values()].filter(
      (live) => live.metadata.labels?.["extra"] === "true" && !keys.has(formatKey(toRef(live))),
    );
    return lives.map((live) => ({
      ref: toRef(live),
      live,
      owner: "ours",
      extra: true,
      status: "OutOfSync",
      repair: false,
      differences: [],
    }));
  }

  private toWork(plan: SyncPlan): SyncWork {
    const cluster = this.watch(this.cluster);
    const schemas = { read: () => Promise.resolve(undefined) };
    const place = { name: "test", server: "https://test" };
    return {
      operation: this.saved,
      plan,
      connection: { ...place, cluster, schemas, watch: unwatched, writeAs: () => cluster },
      application: toApplication(),
      installation: "outrigger",
      deadline: this.deadline,
      isHealthy: toHealth,
      shouldYield: () => this.count(() => Promise.resolve(this.shouldYield)),
    };
  }

  private toEffects(): SyncEffects {
    const save = (operation: Operation): Promise<void> => {
      this.saved = operation;
      return Promise.resolve();
    };
    return {
      clock: { now: () => this.now },
      save: (operation) => this.count(() => save(operation)),
      guard: async () => this.guard(),
    };
  }

  private watch(cluster: Cluster): Cluster {
    return {
      discover: (options) => this.ask(() => cluster.discover(options)),
      read: (refs, options) => this.ask(() => cluster.read(refs, options)),
      apply: (request) => this.ask(() => cluster.apply(request)),
      replace: (request) => this.ask(() => cluster.replace(request)),
      patch: (request) => this.ask(() => cluster.patch(request)),
      create: (object, options) => this.ask(() => cluster.create(object, options)),
      delete: (request) => this.ask(() => cluster.delete(request)),
    };
  }

  /** What is asked at the same time takes the same time. */
  private async ask<T>(act: () => Promise<T>): Promise<T> {
    this.lastRequestAt = this.now;
    const end = this.now + this.requestMs;
    const answer = await this.count(act);
    this.now = Math.max(this.now, end);
    return answer;
  }

  /** After a crash nothing of that process acts any more, not even what runs beside. */
  private async count<T>(act: () => Promise<T>): Promise<T> {
    this.awaits += 1;
    const isLast = this.crashAt !== undefined && this.awaits >= this.crashAt;
    if (!isLast) return await act();
    if (this.crashesAfter && this.awaits === this.crashAt) await act();
    throw new Crash();
  }
}

function track(desired: DesiredObject): DesiredObject {
  const annotations = {
    ...desired.object.metadata.annotations,
    [tracking]: `shop:${formatKey(desired.ref)}`,
  };
  return {
    ...desired,
    object: { ...desired.object, metadata: { ...desired.object.metadata, annotations } },
  };
}

/** Jobs and Deployments that no controller has looked at yet are under way. */
function toHealth(live: KubeObject): Health | undefined {
  const isWork = ["Job", "Deployment", "CustomResourceDefinition"].includes(live.kind);
  return healthOf(live) ?? (isWork ? { status: "Progressing" } : undefined);
}

function toApplication(): Application {
  return {
    name: { namespace: "argocd", name: "shop" },
    labels: {},
    annotations: {},
    finalizers: [],
    project: "default",
    source: {
      repoUrl: "https://example.com/shop.git",
      path: ".",
      targetRevision: "HEAD",
      directory: { recurse: false, include: "", exclude: "" },
      helm: {
        valueFiles: [],
        ignoreMissingValueFiles: false,
        values: "",
        parameters: [],
        fileParameters: [],
        skipCrds: false,
        skipTests: false,
        skipSchemaValidation: false,
        apiVersions: [],
      },
      kustomize: { images: [], commonLabels: {}, commonAnnotations: {}, replicas: [] },
    },
    destination: { name: "in-cluster", namespace: "shop" },
    syncPolicy: { options: defaultSyncOptions },
    ignoreDifferences: [],
    historyLimit: 10,
    specHash: "spec",
  };
}
