import { describe, expect, test } from "vitest";
import { formatChanges, formatMissing, formatTable } from "../../../src/cli/start/format-rows.ts";
import { type RowSources, readRows, toRow } from "../../../src/cli/start/read-rows.ts";
import type { ApplicationState } from "../../../src/record/state.ts";
import { rest, row, runningOperation } from "./application-states.ts";

const goals = [
  { name: "argocd/web", sync: "Synced", health: "Healthy", shows: "Kustomize" },
  { name: "argocd/api", sync: "Synced", health: "Healthy", shows: "plain YAML" },
];

function sourcesOf(states: Readonly<Record<string, ApplicationState | undefined>>): RowSources {
  const names = Object.keys(states).map((name) => ({ namespace: "argocd", name }));
  return {
    specs: { list: () => Promise.resolve(names) },
    applicationData: {
      read: ({ name }) => {
        const state = states[name];
        return Promise.resolve(state === undefined ? undefined : { isDue: false, state });
      },
    },
  };
}

describe("rows", () => {
  test("come in the order of the goals, then by name", async () => {
    const rows = await readRows(sourcesOf({ b: rest, api: rest, a: rest, web: rest }), goals);
    expect(rows.map(({ name }) => name)).toEqual(["web", "api", "a", "b"]);
  });

  test("say what an example shows until there is something to say", async () => {
    const [web] = await readRows(sourcesOf({ web: undefined }), goals);
    expect(web).toMatchObject({ sync: "Unknown", health: "Unknown", revision: "", message: "Kustomize" });
  });

  test("say that a sync runs until that has something to say", () => {
    const state = { ...rest, operation: { ...runningOperation, message: "" } };
    expect(toRow({ namespace: "argocd", name: "a" }, goals[0], { isDue: false, state }).message).toBe(
      "syncing",
    );
  });

  test("of another namespace say which", () => {
    expect(toRow({ namespace: "team", name: "a" }, undefined, undefined).name).toBe("team/a");
  });

  test("show eight digits of the revision", () => {
    expect(toRow({ namespace: "argocd", name: "a" }, undefined, { isDue: false, state: rest }).revision).toBe(
      "01234567",
    );
  });
});

describe("what is printed", () => {
  test("a table has its head, and room for what may come", () => {
    expect(formatTable([row("web"), row("api", { sync: "OutOfSync", health: "Missing" })])).toEqual([
      "NAME   SYNC        HEALTH        REVISION   MESSAGE",
      "web    Synced      Healthy       01234567",
      "api    OutOfSync   Missing       01234567",
    ]);
  });

  test("a line says when and what changed; nothing is said of the others", () => {
    const before = [row("web"), row("api")];
    const after = [row("web"), row("api", { health: "Degraded", message: "it crashes" })];
    expect(formatChanges(before, after, new Date(2030, 0, 1, 12, 30, 45))).toEqual([
      "12:30:45  api  Synced     Degraded     01234567  it crashes",
    ]);
  });

  test("a sync that changed nothing one can see is said, too", () => {
    expect(formatChanges([row("web")], [row("web", { operation: "2" })], new Date())).toHaveLength(1);
  });

  test("a sync that healed says so, once", () => {
    const healed = row("web", { operation: "2", isHealed: true, message: "successfully synced" });
    const [line] = formatChanges([row("web")], [healed], new Date());
    expect(line).toContain("healed; successfully synced");
    const [later] = formatChanges([healed], [{ ...healed, health: "Degraded" }], new Date());
    expect(later).not.toContain("healed");
  });

  test("what is missing is named with what it should be", () => {
    const rows = [row("web"), row("api", { isReached: false, health: "Progressing", message: "0 of 1" })];
    expect(formatMissing(rows)).toBe(
      "NAME   EXPECTED         FOUND                MESSAGE\napi    Synced Healthy   Synced Progressing   0 of 1\n",
    );
  });
});
