import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../../errors.ts";
import { formatChanges, formatTable } from "./format-rows.ts";
import type { Goal } from "./goal.ts";
import { type Row, type RowSources, readRows } from "./read-rows.ts";
import type { Screen } from "./screen.ts";

export type WatchOptions = {
  readonly sources: RowSources;
  readonly goals: readonly Goal[];
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** Milliseconds to the end of waiting; undefined: it never ends by itself. */
  readonly timeoutMs: number | undefined;
  /** Has everything looked at now; false: that is being done. */
  readonly tick: () => boolean;
  /** Tells whether somebody changed the cluster by hand. */
  readonly wasTouched: () => boolean;
  /** Told once, when every application has become what it is to become; true: the watch is over. */
  readonly onReached: (rows: readonly Row[]) => boolean;
};

/** How a watch ended, and what was seen last. */
export type Watched = { readonly end: "reached" | "timeout"; readonly rows: readonly Row[] };

/** Short enough to see what a sync of a moment is there to change. */
const pauseMs = 200;
/** While something is on its way, and while all is at rest; the schedule itself comes once a minute. */
const restlessTickMs = 1_500;
const restTickMs = 10_000;
/** What has not moved for so long is not on its way. */
const restlessMsMax = 60_000;

/** Shows the applications, anew whenever one changes, until all are what they are to be, the time is up, or `signal` is given. */
export async function watchApplications(options: WatchOptions): Promise<Watched> {
  const { screen, goals, signal } = options;
  const end = performance.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY);
  const look = createTicker(options.tick);
  let rows: readonly Row[] = [];
  let isOver = false;
  for (;;) {
    const next = await readCalmly(options, rows);
    const changes = formatChanges(rows, next, new Date());
    if (changes.length > 0 && (isOver || !screen.isLive)) screen.print(`${changes.join("\n")}\n`);
    screen.show(formatTable(next));
    rows = next;
    if (!isOver && areReached(rows, goals)) {
      isOver = true;
      if (options.onReached(rows)) return { end: "reached", rows };
    }
    if (performance.now() > end) return { end: "timeout", rows };
    look(rows, { isChanged: changes.length > 0, wasTouched: options.wasTouched() });
    await sleep(pauseMs, undefined, { signal });
  }
}

/** What cannot be read for a moment stays as it was. */
async function readCalmly({ sources, goals }: WatchOptions, before: readonly Row[]): Promise<readonly Row[]> {
  try {
    return await readRows(sources, goals);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return before;
  }
}

function areReached(rows: readonly Row[], goals: readonly Goal[]): boolean {
  return rows.length >= goals.length && rows.every((row) => row.isReached);
}

type Movement = { readonly isChanged: boolean; readonly wasTouched: boolean };

/** Asks for a tick at once after a change by hand, often while something is on its way, and seldom at rest. */
function createTicker(tick: () => boolean): (rows: readonly Row[], movement: Movement) => void {
  let tickedAt = performance.now();
  let changedAt = tickedAt;
  let isTouched = false;
  return (rows, { isChanged, wasTouched }) => {
    const now = performance.now();
    if (isChanged) changedAt = now;
    isTouched ||= wasTouched;
    const isOnItsWay = rows.some((row) => !row.isReached || row.health === "Progressing");
    const isRestless = isOnItsWay && now - changedAt < restlessMsMax;
    const isTime = now - tickedAt >= (isRestless ? restlessTickMs : restTickMs);
    if (!(isTouched || isTime) || !tick()) return;
    tickedAt = now;
    isTouched = false;
  };
}
