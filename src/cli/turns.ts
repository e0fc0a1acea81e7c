import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { type ApplicationName, formatApplicationName } from "../application/application.ts";
import type { SettleOptions } from "../local/settle.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * So many applications are worked on at the same time: while some wait for a kind to be applied or for the table, others keep the
 * cluster busy. Each is small, and requests are capped for each cluster.
 */
const applicationsAtOnce = 20;
/**
 * So many of them are rendered and compared at the same time, which takes this process's time and not its clusters': the first
 * write while the others are compared.
 */
const comparisonsAtOnce = 4;
/** Looks at applications whose health is waited for; few, so that they do not slow down those that sync. */
const looksAtOnce = 2;
const lookPauseMs = 200;
const lookPatienceMs = 10_000;

/** Whose turn it is, of the applications of a round. */
export type Turns = {
  /** Gives the turns of one application. */
  readonly of: (name: ApplicationName) => SettleOptions["inTurn"];
  /** Tells whether applications still wait for their first comparison, or are at it. */
  readonly areComparing: () => boolean;
  /** Gives ports through which an application is seen to begin its operation: it waits for its cluster from then on. */
  readonly watch: <P extends Pick<Ports, "applications">>(ports: P) => P;
};

/** Gives turns: what syncs first, and looks only while nothing does, or after they have waited long enough. */
export function createTurns(): Turns {
  const syncs = pLimit(applicationsAtOnce);
  const looks = pLimit(looksAtOnce);
  const comparisons = createComparisons();
  const isBusy = () => syncs.activeCount + syncs.pendingCount > 0;
  return {
    of: (name) => async (work, purpose) => {
      if (purpose === "sync") return await syncs(() => comparisons.run(name, work));
      for (let waitedMs = 0; isBusy() && waitedMs < lookPatienceMs; waitedMs += lookPauseMs) {
        await sleep(lookPauseMs);
      }
      return await looks(work);
    },
    areComparing: comparisons.isBusy,
    watch: (ports) => watchSaves(ports, comparisons.end),
  };
}

/** Runs works of which only so many are compared at once; the place of one goes to the next when it ends, or is told to. */
function createComparisons() {
  const limit = pLimit(comparisonsAtOnce);
  const ends = new Map<string, () => void>();
  return {
    run: <T>(name: ApplicationName, work: () => Promise<T>): Promise<T> => {
      const result = Promise.withResolvers<T>();
      const compared = Promise.withResolvers<void>();
      ends.set(formatApplicationName(name), compared.resolve);
      void limit(async () => {
        work().then(result.resolve, result.reject).finally(compared.resolve);
        await compared.promise;
      });
      return result.promise;
    },
    end: (name: ApplicationName) => ends.get(formatApplicationName(name))?.(),
    isBusy: () => limit.activeCount + limit.pendingCount > 0,
  };
}

/** An operation is saved before its first write, so whoever saves has compared. */
function watchSaves<P extends Pick<Ports, "applications">>(
  ports: P,
  onSave: (name: ApplicationName) => void,
): P {
  const { applications } = ports;
  return {
    ...ports,
    applications: {
      mark: (name, dueAt, ask) => applications.mark(name, dueAt, ask),
      acquire: (name, given) => applications.acquire(name, given),
      finish: (lease, head, dueAt) => applications.finish(lease, head, dueAt),
      claimDue: (now) => applications.claimDue(now),
      save: async (lease, head) => {
        await applications.save(lease, head);
        onSave(lease.name);
      },
    },
  };
}
