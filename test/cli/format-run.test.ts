import { describe, expect, test } from "vitest";
import { formatRun, type RunItem } from "../../src/cli/format-run.ts";
import { unseenState } from "../../src/record/next-state.ts";
import type { ApplicationState } from "../../src/record/state.ts";
import { toSummary } from "../../src/record/sync-record.ts";
import { toFinishedOperation, toTestApplication } from "../record/record-case.ts";
import { toTestOperation } from "../sync/step-case.ts";

const name = { namespace: "argocd", name: "shop" };
const sha = "0123456789abcdef0123456789abcdef01234567";
const synced: ApplicationState = {
  ...unseenState,
  sync: { status: "Synced", revision: sha },
  health: { status: "Healthy" },
  lastOperation: toSummary(toFinishedOperation()),
};
const good: RunItem = {
  name,
  application: toTestApplication(),
  cluster: "in-cluster",
  state: synced,
  bulk: { inventory: [], results: [], resources: [] },
};
const broken: RunItem = {
  name: { namespace: "team-a", name: "broken" },
  cluster: "",
  state: {
    ...unseenState,
    conditions: [{ type: "InvalidSpecError", message: "spec.project: missing\nsecond line", since: 0 }],
  },
};

describe("the table", () => {
  test("has one line for each application, with the first line of its message", () => {
    expect(formatRun([good, broken], "table")).toBe(
      [
        "NAME     CLUSTER      NAMESPACE   SYNC      HEALTH    REVISION   MESSAGE",
        "shop     in-cluster   shop        Synced    Healthy   01234567   successfully synced (all tasks run)",
        "broken                            Unknown   Unknown              spec.project: missing",
        "",
      ].join("\n"),
    );
  });

  test("wide adds the source, the number of objects and the operation, and the whole revision", () => {
    const [head, line] = formatRun([good], "wide").split("\n");
    expect(head?.split(/ {2,}/)).toEqual([
      ...["NAME", "CLUSTER", "NAMESPACE", "SYNC", "HEALTH", "REVISION"],
      ...["REPOSITORY", "PATH", "TARGET", "OBJECTS", "OPERATION", "MESSAGE"],
    ]);
    expect(line).toContain(`${sha}   https://git.example.org/shop.git   shop   main`);
    expect(line).toContain("Succeeded");
  });

  const running = toTestOperation({ message: "waiting for apps/Deployment shop/web" });
  test.each<[string, Partial<ApplicationState>, string]>([
    [
      "a condition comes first",
      { conditions: [{ type: "SyncError", message: "no", since: 0 }], operation: running },
      "no",
    ],
    ["then what runs", { operation: running }, "waiting for apps/Deployment shop/web"],
    [
      "then why it is not healthy",
      { health: { status: "Degraded", message: "1 of 2 replicas" } },
      "1 of 2 replicas",
    ],
    ["then how the last sync ended", {}, "successfully synced (all tasks run)"],
  ])("%s", (_, over, message) => {
    const line = formatRun([{ ...good, state: { ...synced, ...over } }], "table").split("\n")[1];
    expect(line?.endsWith(`01234567   ${message}`)).toBe(true);
  });
});

test("names are as kubectl prints them", () => {
  expect(formatRun([good, broken], "name")).toBe(
    "application.argoproj.io/shop\napplication.argoproj.io/broken\n",
  );
});

describe("JSON", () => {
  const { items } = JSON.parse(formatRun([good, broken], "json"));

  test("is a list of Applications with Argo CD's status", () => {
    expect(items[0]).toMatchObject({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "shop", namespace: "argocd" },
      spec: {
        project: "default",
        source: { repoURL: "https://git.example.org/shop.git", path: "shop", targetRevision: "main" },
        destination: { name: "in-cluster", namespace: "shop" },
      },
      status: { sync: { status: "Synced", revision: sha }, health: { status: "Healthy" } },
    });
  });
  test("an application whose spec is wrong has a status and no spec", () => {
    expect(items[1].metadata).toEqual({ name: "broken", namespace: "team-a" });
    expect(items[1].spec).toBeUndefined();
    expect(items[1].status.conditions).toEqual([
      expect.objectContaining({ type: "InvalidSpecError", message: "spec.project: missing\nsecond line" }),
    ]);
  });
  test("no application is an empty list", () => {
    expect(JSON.parse(formatRun([], "json"))).toEqual({ items: [] });
  });
});
