import { describe, expect, test } from "vitest";
import type { OrphanRules, Project } from "../../src/application/project-spec.ts";
import { closeProject } from "../../src/application/read-project.ts";
import { nextDailySlot } from "../../src/record/daily-slot.ts";
import {
  isOrphanLookDue,
  type OrphanSighting,
  type OrphanWatch,
  toOrphanWatch,
} from "../../src/record/orphan-watch.ts";

const name = { namespace: "argocd", name: "web" };
const now = Date.UTC(2026, 0, 1);
const projectOf = (orphanedResources?: OrphanRules): Project => ({
  ...closeProject("team", []),
  ...(orphanedResources === undefined ? {} : { orphanedResources }),
});
const rules: OrphanRules = { warn: true, ignore: [] };
const subject = (project = projectOf(rules), namespace = "shop") => ({
  application: { destination: { namespace } },
  project,
  connection: { name: "in-cluster" },
});
const place = "in-cluster/shop";
const found: OrphanSighting = { count: 0, first: [] };

describe("what is kept of orphans", () => {
  test.each<[string, OrphanWatch | undefined, ReturnType<typeof subject>, OrphanWatch | undefined]>([
    ["nothing, where the project does not want it", { at: 5, place, found }, subject(projectOf()), undefined],
    ["nothing, where the application has no namespace", undefined, subject(projectOf(rules), ""), undefined],
    ["from when it is wanted first", undefined, subject(), { at: now, place }],
    ["what was found last", { at: 5, place, found }, subject(), { at: 5, place, found }],
    ["nothing of another place", { at: 5, place: "in-cluster/old", found }, subject(), { at: now, place }],
    ["that a person wants a look", { at: 0 }, subject(), { at: 0, place }],
  ])("%s", (_rule, before, given, want) => {
    expect(toOrphanWatch(before, given, now)).toEqual(want);
  });
});

describe("a look for orphans", () => {
  test("is due at the daily comparison after the last one, and when a person wants it", () => {
    const slot = nextDailySlot(name, now);
    expect(isOrphanLookDue({ at: now }, name, slot - 1)).toBe(false);
    expect(isOrphanLookDue({ at: now }, name, slot)).toBe(true);
    expect(isOrphanLookDue({ at: slot }, name, slot + 3_600_000)).toBe(false);
    expect(isOrphanLookDue({ at: 0 }, name, now)).toBe(true);
    expect(isOrphanLookDue(undefined, name, now)).toBe(false);
  });
});
