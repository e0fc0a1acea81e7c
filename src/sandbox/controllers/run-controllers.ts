import { formatTime } from "../../kube/time.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { StoreEvent } from "../cluster/store.ts";
import type { Context, Controller, Lap, Place, Watch } from "./context.ts";
import { createEventWriter } from "./events.ts";
import { createObjectIndex } from "./object-index.ts";
import { createWorkQueue, type Work, type WorkQueue } from "./work-queue.ts";

export type ControllerOptions = {
  /** Milliseconds until controllers look at a change; 0: before the request that makes it is answered. */
  readonly delayMs: number;
  /** How long a second of a real cluster takes; 0: no time, everything is settled at once. */
  readonly timeScale: number;
};

export type RunningControllers = {
  /** Does what is to be done now. */
  settle(): void;
  stop(): void;
  /** What went wrong last, oldest first: errors of controllers break no request. */
  readonly failures: readonly string[];
};

const failuresMax = 100;
const attemptsMax = 3;
// What does not settle goes on later, so that no request hangs: a long drain, and an object that is looked at for ever.
const drainMs = 2_000;
const visitsMax = 200;
const alarmMsMax = 2 ** 31 - 1;

/** Runs controllers over the changes of a store. */
export function runControllers(
  state: ClusterState,
  controllers: readonly Controller[],
  options: ControllerOptions,
): RunningControllers {
  const queue = createWorkQueue(options.timeScale);
  const alarms = createAlarms();
  const failures: string[] = [];
  const laps = new Map<string, number>();
  const index = createObjectIndex();
  const toWork = (controller: Controller, place: Place): Work => ({
    rank: controller.rank,
    name: `${controller.name} ${place.namespace}/${place.name}`,
    run: () => controller.reconcile(context, place),
  });
  const context: Context = {
    state,
    isInstant: options.timeScale === 0,
    time: () => formatTime(state.now()),
    elapsedMs(uid, what) {
      const key = `${uid} ${what}`;
      const began = laps.get(key) ?? queue.clock();
      laps.set(key, began);
      return queue.clock() - began;
    },
    restart: (uid, what) => laps.set(`${uid} ${what}`, queue.clock()),
    again: (controller, place, ms) => queue.addLater(toWork(controller, place), ms),
    wakeAt(controller, place, date) {
      const work = toWork(controller, place);
      alarms.set(work.name, Math.min(Math.max(0, date.getTime() - state.now().getTime()), alarmMsMax), () => {
        queue.add(work);
        drain();
      });
    },
    tell: createEventWriter(state),
    podsIn: (namespace) => index.list("/pods", namespace),
    orphansIn: (storage, namespace) => index.orphans(storage, namespace),
  };
  const watchers = toWatchers(controllers);
  const drain = createDrain(queue, alarms, { state, failures });

  const see = (event: StoreEvent) => {
    index.see(event);
    if (event.type === "DELETED") forgetLaps(laps, event.object.metadata.uid);
    const interested = watchers.get(event.storage);
    if (interested === undefined) return;
    for (const { controller, watch } of interested)
      for (const place of watch(event, context)) queue.add(toWork(controller, place));
    if (options.delayMs > 0) alarms.set("drain", options.delayMs, drain);
  };
  const unsubscribe = state.store.subscribe(see);
  for (const storage of watchers.keys())
    for (const object of state.store.list(storage))
      see({ type: "ADDED", storage, object, before: undefined });
  if (options.delayMs === 0) state.settlers.push(drain);
  return {
    settle: drain,
    failures,
    stop() {
      unsubscribe();
      alarms.clear();
    },
  };
}

const allLaps: readonly Lap[] = ["active", "pod", "progress", "ready"];

function forgetLaps(laps: Map<string, number>, uid: string | undefined): void {
  for (const lap of allLaps) laps.delete(`${uid} ${lap}`);
}

type Watcher = { readonly controller: Controller; readonly watch: Watch };

function toWatchers(controllers: readonly Controller[]): ReadonlyMap<string, readonly Watcher[]> {
  const all = controllers.flatMap((controller) =>
    Object.entries(controller.watches).map(([storage, watch]) => ({ storage, controller, watch })),
  );
  return Map.groupBy(all, ({ storage }) => storage);
}

type DrainNeeds = { readonly state: ClusterState; readonly failures: string[] };

function createDrain(queue: WorkQueue, alarms: Alarms, { state, failures }: DrainNeeds): () => void {
  const attempts = new Map<string, number>();
  let isDraining = false;
  const attempt = (work: Work) => {
    try {
      work.run();
      attempts.delete(work.name);
    } catch (error) {
      const count = (attempts.get(work.name) ?? 0) + 1;
      attempts.set(work.name, count);
      if (failures.length === failuresMax) failures.shift();
      failures.push(
        `${work.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (count < attemptsMax) queue.addLater(work, 1_000);
      else attempts.delete(work.name);
    }
  };
  const drain = () => {
    if (isDraining) return;
    isDraining = true;
    const visits = new Map<string, number>();
    const end = performance.now() + drainMs;
    const take = () => {
      const work = queue.take();
      if (work !== undefined) return work;
      settleOthers(state, drain);
      return queue.take();
    };
    for (let work = take(); work !== undefined; work = take()) {
      const count = (visits.get(work.name) ?? 0) + 1;
      visits.set(work.name, count);
      attempt(work);
      if (performance.now() < end && count < visitsMax) continue;
      alarms.set("more", count < visitsMax ? 0 : 1_000, drain);
      break;
    }
    isDraining = false;
    const due = queue.dueInMs();
    if (due !== undefined) alarms.set("due", Math.max(1, Math.ceil(due)), drain);
  };
  return drain;
}

/** What controllers delete may have to be collected by others, who then give them more to do. */
function settleOthers(state: ClusterState, own: () => void): void {
  for (const settle of state.settlers) if (settle !== own) settle();
}

type Alarms = {
  /** Sets an alarm; one of the same name that is due earlier stays. */
  set(name: string, ms: number, ring: () => void): void;
  clear(): void;
};

function createAlarms(): Alarms {
  const timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  let isOver = false;
  return {
    set(name, ms, ring) {
      const at = performance.now() + ms;
      const before = timers.get(name);
      if (isOver || (before !== undefined && before.at <= at)) return;
      clearTimeout(before?.timer);
      const timer = setTimeout(() => {
        timers.delete(name);
        ring();
      }, ms);
      timers.set(name, { at, timer: timer.unref() });
    },
    clear() {
      isOver = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
    },
  };
}
