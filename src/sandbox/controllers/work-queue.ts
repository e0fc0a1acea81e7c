/**
 * The queue of the controllers: pieces of work by name, each waiting once, those of a lower rank first.
 *
 * Time here is the controllers' own: real milliseconds divided by the scale. At scale 0 it stands still while there is
 * something to do and then jumps to whatever is due next, so that a drain ends where a real cluster would be much later.
 */
export type Work = { readonly rank: number; readonly name: string; readonly run: () => void };

export type WorkQueue = {
  /** Milliseconds on the controllers' clock. */
  readonly clock: () => number;
  add(work: Work): void;
  /** Adds work once so many milliseconds of the controllers' clock have gone by. */
  addLater(work: Work, ms: number): void;
  /** Takes what is to be done now; undefined: nothing is. */
  take(): Work | undefined;
  /** Real milliseconds until something is due; undefined: nothing waits. */
  dueInMs(): number | undefined;
};

// Delays are rounded up, so that there are few lanes to look at.
const laneMs = 100;

type Waiting = { readonly work: Work; readonly due: number };

/** Makes an empty queue. */
export function createWorkQueue(
  timeScale: number,
  realMs: () => number = () => performance.now(),
): WorkQueue {
  const ready = new Map<number, Map<string, Work>>();
  // Few delays are in use, and what waits the same time is due in the order it came.
  const lanes = new Map<number, Map<string, Waiting>>();
  const start = realMs();
  let jumped = 0;
  const clock = () => (timeScale === 0 ? jumped : (realMs() - start) / timeScale);

  const add = (work: Work) => {
    const own = ready.get(work.rank) ?? new Map<string, Work>();
    ready.set(work.rank, own.set(work.name, work));
  };
  const next = () => {
    let soonest: { readonly ms: number; readonly first: Waiting } | undefined;
    for (const [ms, lane] of lanes) {
      const { value: first } = lane.values().next();
      if (first !== undefined && first.due < (soonest?.first.due ?? Number.POSITIVE_INFINITY))
        soonest = { ms, first };
    }
    return soonest;
  };
  const takeReady = () => {
    for (const rank of [...ready.keys()].sort((a, b) => a - b)) {
      const own = ready.get(rank);
      for (const [name, work] of own ?? []) {
        own?.delete(name);
        return work;
      }
    }
    return undefined;
  };
  return {
    clock,
    add,
    addLater(work, delayMs) {
      const ms = Math.ceil(delayMs / laneMs) * laneMs;
      const lane = lanes.get(ms) ?? new Map<string, Waiting>();
      lanes.set(ms, lane);
      if (!lane.has(work.name)) lane.set(work.name, { work, due: clock() + ms });
    },
    take() {
      const work = takeReady();
      if (work !== undefined) return work;
      const found = next();
      if (found === undefined || (timeScale > 0 && found.first.due > clock())) return undefined;
      jumped = Math.max(jumped, found.first.due);
      const lane = lanes.get(found.ms);
      lane?.delete(found.first.work.name);
      if (lane?.size === 0) lanes.delete(found.ms);
      return found.first.work;
    },
    dueInMs() {
      const found = next();
      return found === undefined ? undefined : Math.max(0, (found.first.due - clock()) * timeScale);
    },
  };
}
