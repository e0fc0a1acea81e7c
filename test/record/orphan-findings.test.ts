import { describe, expect, test } from "vitest";
import type { OrphanRules, Project } from "../../src/application/project-spec.ts";
import { closeProject } from "../../src/application/read-project.ts";
import { toOrphanFindings } from "../../src/record/orphan-findings.ts";
import type { OrphanSighting } from "../../src/record/orphan-watch.ts";

const now = Date.UTC(2026, 0, 1);
const projectOf = (orphanedResources?: OrphanRules): Project => ({
  ...closeProject("team", []),
  ...(orphanedResources === undefined ? {} : { orphanedResources }),
});
const rules: OrphanRules = { warn: true, ignore: [] };
const found: OrphanSighting = { count: 0, first: [] };

describe("the warning", () => {
  const keys = ["a", "b"].map((each) => ({
    ...{ group: "", version: "v1", kind: "ConfigMap", namespace: "shop", name: each },
  }));
  const messagesOf = (sighting: Partial<OrphanSighting> | undefined, project = projectOf(rules)) => {
    const watch = sighting === undefined ? { at: now } : { at: now, found: { ...found, ...sighting } };
    const findings = toOrphanFindings(watch, project);
    expect(new Set(findings.map(({ type }) => type)).size).toBe(Math.min(findings.length, 1));
    return findings.map(({ type, message }) => `${type}: ${message}`);
  };
  const advice =
    "; declare them in Git, delete them, or name them in spec.orphanedResources.ignore of project team (looked for once a day and at a hard refresh)";

  test.each<[string, Partial<OrphanSighting> | undefined, readonly string[]]>([
    ["is none before the first look", undefined, []],
    ["is none where there are no orphans", {}, []],
    [
      "names them and what to do",
      { count: 2, first: keys },
      [`Application has 2 orphaned resources: ConfigMap shop/a, ConfigMap shop/b${advice}`],
    ],
    [
      "names the first and counts the others",
      { count: 9, first: keys, isCut: true },
      [
        `Application has at least 9 orphaned resources: ConfigMap shop/a, ConfigMap shop/b and 7 more${advice}`,
      ],
    ],
    [
      "says that a bound ended the look",
      { isCut: true },
      ["The namespace has too much to look for all orphaned resources: none among what was looked at"],
    ],
    [
      "says which kinds could not be listed",
      { unread: { first: ["apps/Deployment"], more: 0 } },
      ["Orphaned resources were not looked for among apps/Deployment: these could not be listed"],
    ],
    [
      "says which kinds may not be listed, and what to do",
      { forbidden: { first: ["Secret", "Pod"], more: 3 } },
      [
        "Orphaned resources were not looked for among Secret, Pod and 3 more kinds: these may not be listed; allow it, or set resource.respectRBAC to normal or strict in argocd-cm",
      ],
    ],
  ])("%s", (_rule, sighting, want) => {
    expect(messagesOf(sighting)).toEqual(want.map((message) => `OrphanedResourceWarning: ${message}`));
  });

  test("is not given where the project wants none", () => {
    const sighting = { count: 2, first: keys, forbidden: { first: ["Pod"], more: 0 } };
    expect(messagesOf(sighting, projectOf({ ...rules, warn: false }))).toEqual([]);
    expect(messagesOf(sighting, projectOf())).toEqual([]);
  });

  test("names a malformed pattern of the project", () => {
    const ignore = [{ group: "", kind: "", name: "[a" }];
    expect(messagesOf(undefined, projectOf({ warn: true, ignore }))).toEqual([
      'OrphanedResourceWarning: spec.orphanedResources.ignore[0].name "[a" of project team is a malformed pattern and matches nothing; correct it',
    ]);
  });
});
