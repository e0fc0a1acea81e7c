import { describe, expect, test } from "vitest";
import { createScreen } from "../../../src/cli/start/screen.ts";
import { type WatchOptions, watchApplications } from "../../../src/cli/start/watch-applications.ts";
import { ReconcileError } from "../../../src/errors.ts";
import type { ApplicationState } from "../../../src/record/state.ts";
import { TextSink } from "../command-line.ts";
import { rest } from "./application-states.ts";

const progressing: ApplicationState = { ...rest, health: { status: "Progressing" } };
const goals = [{ name: "argocd/web", sync: "Synced", health: "Healthy", shows: "" }];

/** Watches one application through its states, the last of which stays. */
function watch(states: readonly (ApplicationState | ReconcileError)[], options: Partial<WatchOptions> = {}) {
  const out = new TextSink();
  let looks = 0;
  let ticks = 0;
  const watched = watchApplications({
    sources: {
      specs: { list: () => Promise.resolve([{ namespace: "argocd", name: "web" }]) },
      applicationData: {
        read: () => {
          const state = states[Math.min(looks, states.length - 1)] ?? rest;
          looks += 1;
          return state instanceof Error ? Promise.reject(state) : Promise.resolve({ isDue: false, state });
        },
      },
    },
    goals,
    screen: createScreen(out),
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    tick: () => {
      ticks += 1;
      return true;
    },
    wasTouched: () => false,
    onReached: () => true,
    ...options,
  });
  return { watched, out, ticks: () => ticks };
}

describe("a watch", () => {
  test("ends when all is as expected, having said each change once", async () => {
    const { watched, out } = watch([progressing, progressing, rest]);
    expect(await watched).toMatchObject({ end: "reached", rows: [{ name: "web", health: "Healthy" }] });
    expect(out.text.match(/web/g)).toHaveLength(2);
    expect(out.text).toMatch(/Progressing.*\n.*Healthy/);
  });

  test("ends at its time, with what was seen last", async () => {
    const { watched } = watch([progressing], { timeoutMs: 300 });
    expect(await watched).toMatchObject({ end: "timeout", rows: [{ isReached: false }] });
  });

  test("goes on after a read that failed", async () => {
    const failure = new ReconcileError("STATE_UNREACHABLE", "the table is busy");
    expect(await watch([progressing, failure, rest]).watched).toMatchObject({ end: "reached" });
  });

  test("ends with its signal", async () => {
    const stop = new AbortController();
    const { watched } = watch([progressing], { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(watched).rejects.toThrow("aborted");
  });

  test("has everything looked at when the cluster was touched", async () => {
    const { watched, ticks } = watch([progressing, progressing, rest], { wasTouched: () => true });
    await watched;
    expect(ticks()).toBe(2);
  });
});
