import { describe, expect, test } from "vitest";
import { defaultSyncOptions, parseSyncOptions } from "../../src/application/sync-options.ts";

describe("sync options", () => {
  test.each([
    [["CreateNamespace=true"], { createNamespace: true }],
    [["Prune=false", "PruneLast=true"], { prune: false, pruneLast: true }],
    [
      ["ApplyOutOfSyncOnly=true,RespectIgnoreDifferences=true"],
      { applyOutOfSyncOnly: true, respectIgnoreDifferences: true },
    ],
    [
      ["SkipDryRunOnMissingResource=true", "FailOnSharedResource=true"],
      { skipDryRunOnMissingResource: true, failOnSharedResource: true },
    ],
    [["PrunePropagationPolicy=orphan"], { prunePropagationPolicy: "orphan" }],
    [["Validate=true", "Replace=false", "Force=false", "ServerSideApply=true", "Delete=false", ""], {}],
    [["Replace=true"], { replace: true }],
    [["Force=true", "Replace=true"], { replace: true, force: true }],
    [["Validate=false"], { validate: false }],
    [["ClientSideApplyMigration=false"], { clientSideApplyMigration: false }],
    [["PruneLast=true", "PruneLast=false"], {}],
  ])("%j", (list, change) => {
    expect(parseSyncOptions(list, defaultSyncOptions)).toEqual({
      options: { ...defaultSyncOptions, ...change },
      problems: [],
    });
  });

  test("those of an object lie over those of its application", () => {
    const base = { ...defaultSyncOptions, createNamespace: true, prune: false };
    const { options } = parseSyncOptions(["Prune=true, PruneLast=true"], base);
    expect(options).toEqual({ ...base, prune: true, pruneLast: true });
  });

  test.each([
    ["Replace=yes", "error", /true or false/],
    ["Force", "error", /true or false/],
    ["ServerSideApply=false", "warning", /only way/],
    ["Validate=maybe", "error", /true or false/],
    ["PruneLast", "error", /true or false/],
    ["PrunePropagationPolicy=Foreground", "error", /foreground, background, orphan/],
    ["CreateNamspace=true", "error", /did you mean CreateNamespace/],
    ["constructor=true", "error", /unknown sync option/],
  ])("%s changes nothing and is told", (option, severity, message) => {
    const { options, problems } = parseSyncOptions(["PruneLast=true", option], defaultSyncOptions);
    expect(options).toEqual({ ...defaultSyncOptions, pruneLast: true });
    expect(problems).toEqual([{ index: 1, severity, message: expect.stringMatching(message) }]);
  });

  test("Prune=confirm prunes with approval", () => {
    const { options, problems } = parseSyncOptions(["Prune=confirm"], defaultSyncOptions);
    expect(options).toEqual({ ...defaultSyncOptions, pruneNeedsApproval: true });
    expect(problems).toEqual([]);
    expect(parseSyncOptions(["Prune=true"], options).options).toEqual(defaultSyncOptions);
  });
});
