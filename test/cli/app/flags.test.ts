import { describe, expect, test } from "vitest";
import { toPinTime } from "../../../src/cli/app/flag-values.ts";
import { isSelected, parseResourceFlag } from "../../../src/cli/app/resource-flag.ts";
import { toSpecPatch } from "../../../src/cli/app/spec-flags.ts";
import { toSyncBody } from "../../../src/cli/app/sync-body.ts";
import { findDegraded, isAsWaitedFor, toWaitFlags } from "../../../src/cli/app/wait-conditions.ts";
import type { JsonObject } from "../../../src/kube/json.ts";

const line = (kind: string, name: string, over = {}) => ({
  ...{ group: "", kind, namespace: "shop", name, status: "Synced", health: "Healthy", hook: "", message: "" },
  ...over,
});

describe("--resource", () => {
  test.each([
    [":Service:web", { group: "", kind: "Service", name: "web" }],
    ["apps:Deployment:shop/web", { group: "apps", kind: "Deployment", namespace: "shop", name: "web" }],
    ["!*:Service:*", { group: "*", kind: "Service", name: "*", exclude: true }],
    ["apps::", { group: "apps", kind: "", name: "" }],
  ])("%s is read as Argo CD does", (text, selector) => expect(parseResourceFlag(text)).toEqual(selector));

  test.each(["Service:web", "a:b:c:d", "a:b:c/d/e", "", "!"])("%j is none", (text) => {
    expect(() => parseResourceFlag(text)).toThrow("write GROUP:KIND:NAME");
  });

  test.each<[string, readonly string[], boolean]>([
    ["by name", [":Service:web"], true],
    ["by any name", [":Service:*"], true],
    ["by a blank kind", ["::web"], true],
    ["of another group", ["apps:Service:web"], false],
    ["of another namespace", [":Service:other/web"], false],
    ["all but another", ["!:Service:api"], true],
    ["all but this", ["!:Service:web"], false],
    ["this, and not this", [":Service:web", "!*:*:*"], false],
  ])("selects %s", (_, texts, wanted) => {
    expect(isSelected(line("Service", "web"), texts.map(parseResourceFlag))).toBe(wanted);
  });
});

describe("app wait", () => {
  const app = (sync: string, health: string, over: JsonObject = {}) => ({
    status: { sync: { status: sync }, health: { status: health }, resources: [], ...over },
  });
  const running = { operationState: { phase: "Running" } };
  const resources = [{ kind: "ConfigMap", name: "a", namespace: "shop", status: "OutOfSync" }];

  test.each<[string, object, JsonObject | undefined, boolean]>([
    ["nothing named: all of it", {}, app("Synced", "Healthy"), true],
    ["nothing named, and OutOfSync", {}, app("OutOfSync", "Healthy"), false],
    ["nothing named, and Progressing", {}, app("Synced", "Progressing"), false],
    ["nothing named, and an operation runs", {}, app("Synced", "Healthy", running), false],
    [
      "nothing named, and an operation is asked for",
      {},
      { ...app("Synced", "Healthy"), operation: {} },
      false,
    ],
    ["--sync alone looks at no health", { sync: true }, app("Synced", "Degraded"), true],
    ["--sync alone looks at no operation", { sync: true }, app("Synced", "Healthy", running), true],
    ["--health", { health: true }, app("OutOfSync", "Healthy"), true],
    ["--degraded", { degraded: true }, app("Synced", "Degraded"), true],
    ["--suspended or --health, either will do", { suspended: true, health: true }, app("", "Healthy"), true],
    ["--operation", { operation: true }, app("OutOfSync", "Degraded"), true],
    ["--delete, while it is there", { delete: true }, app("Synced", "Healthy"), false],
    ["--delete, once it is gone", { delete: true }, undefined, true],
    ["one that is gone is nothing else", { sync: true }, undefined, false],
  ])("%s", (_, flags, seen, wanted) => {
    expect(isAsWaitedFor(seen, toWaitFlags(flags), [])).toBe(wanted);
  });

  test("of selected objects only these count", () => {
    const seen = app("OutOfSync", "Healthy", { resources });
    expect(isAsWaitedFor(seen, { sync: true }, [parseResourceFlag(":ConfigMap:b")])).toBe(true);
    expect(isAsWaitedFor(seen, { sync: true }, [parseResourceFlag(":ConfigMap:a")])).toBe(false);
  });

  test("an object that becomes Degraded is found; one that was before, or is new, is not", () => {
    const bad = line("Deployment", "web", { health: "Degraded" });
    expect(findDegraded([line("Deployment", "web")], [bad])).toBe(bad);
    for (const before of [[], [bad], [line("Deployment", "web", { health: "Unknown" })]])
      expect(findDegraded(before, [bad])).toBeUndefined();
  });
});

describe("the body of app sync", () => {
  const plain = { prune: false, dryRun: false, strategy: { hook: { force: false } } };
  test.each<[string, object, object]>([
    ["nothing", {}, plain],
    ["prune and dry run", { prune: true, dryRun: true }, { ...plain, prune: true, dryRun: true }],
    [
      "no hooks, by force",
      { strategy: "apply", force: true },
      { ...plain, strategy: { apply: { force: true } } },
    ],
    [
      "options",
      { replace: true, serverSide: true, applyOutOfSyncOnly: true },
      {
        ...plain,
        syncOptions: { items: ["Replace=true", "ServerSideApply=true", "ApplyOutOfSyncOnly=true"] },
      },
    ],
    ["labels, all of which must fit", { label: ["a=b", "c"] }, { ...plain, labels: "a=b,c" }],
    ["a note whose value has signs", { info: ["a=b=c"] }, { ...plain, infos: [{ name: "a", value: "b=c" }] }],
    ["pauses without retries", { retryBackoffDuration: 1 }, plain],
    [
      "retries",
      { retryLimit: 3, retryRefresh: true, retryBackoffDuration: 1_000, retryBackoffFactor: 3 },
      { ...plain, retryStrategy: { limit: 3, refresh: true, backoff: { duration: "1000ms", factor: 3 } } },
    ],
  ])("%s", (_, flags, body) => expect(toSyncBody(flags)).toEqual(body));

  test("a note without a name is refused, and not shown", () => {
    expect(() => toSyncBody({ info: ["pa55word"] })).toThrow(/^Cannot read --info: write NAME=VALUE$/);
  });
});

describe("the patch of app set", () => {
  const spec = {
    source: { helm: { parameters: [{ name: "a", value: "1" }] }, kustomize: { images: ["web:1", "db:1"] } },
    destination: { name: "in-cluster" },
    syncPolicy: { automated: { prune: true }, syncOptions: ["Prune=true", "CreateNamespace=true"] },
  };
  test.each<[string, Parameters<typeof toSpecPatch>[1], object | undefined]>([
    ["nothing", {}, undefined],
    ["a revision", { revision: "next" }, { source: { targetRevision: "next" } }],
    [
      "a cluster by its URL in place of its name",
      { destServer: "u" },
      { destination: { server: "u", name: null } },
    ],
    ["by hand", { syncPolicy: "none" }, { syncPolicy: { automated: null } }],
    [
      "by itself, with what there was",
      { syncPolicy: "auto" },
      { syncPolicy: { automated: { prune: true } } },
    ],
    ["self-heal alone", { selfHeal: true }, { syncPolicy: { automated: { selfHeal: true } } }],
    ["no prune", { autoPrune: false }, { syncPolicy: { automated: { prune: false } } }],
    [
      "an option in place of another",
      { syncOption: ["Prune=false"] },
      { syncPolicy: { syncOptions: ["CreateNamespace=true", "Prune=false"] } },
    ],
    [
      "an option that goes",
      { syncOption: ["!Prune=true"] },
      { syncPolicy: { syncOptions: ["CreateNamespace=true"] } },
    ],
    [
      "parameters laid over",
      { parameter: ["b=2", "a=3"] },
      {
        source: {
          helm: {
            parameters: [
              { name: "b", value: "2" },
              { name: "a", value: "3" },
            ],
          },
        },
      },
    ],
    [
      "an image of a name",
      { kustomizeImage: ["web=reg:5000/web:2"] },
      { source: { kustomize: { images: ["db:1", "web=reg:5000/web:2"] } } },
    ],
    ["a flag that is none", { toString: "x" }, undefined],
  ])("%s", (_, flags, patch) => expect(toSpecPatch(spec, flags)).toEqual(patch));

  test.each([{ selfHeal: true, syncPolicy: "none" }, { syncPolicy: "sometimes" }, { parameter: ["a"] }])(
    "%j is refused",
    (flags) => expect(() => toSpecPatch(spec, flags)).toThrow(/^Cannot /),
  );
});

describe("--pin-until", () => {
  const now = Date.UTC(2026, 0, 1);
  test.each([
    ["2h", now + 7_200_000],
    ["90", now + 90_000],
    ["2026-02-01T00:00:00Z", Date.UTC(2026, 1, 1)],
    ["2026-02-01", Date.UTC(2026, 1, 1)],
  ])("%s", (text, time) => expect(toPinTime(text, now)).toBe(time));

  test.each(["0s", "2025-01-01", "tomorrow", "-1h", "2026-13-01"])("%s is refused", (text) => {
    expect(() => toPinTime(text, now)).toThrow(/write 2h, or/);
  });
});
