import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseProject } from "../../src/application/read-project.ts";
import { checkWindows, windowsOf } from "../../src/project/sync-windows.ts";
import { expectWanted, readCases } from "../desired/golden-case.ts";

const application = {
  name: { namespace: "argocd", name: "shop" },
  destination: { name: "prod", namespace: "shop" },
} as const;
const cluster = { name: "prod", server: "https://prod.example.com" };

const cases = readCases("windows");

/** One line for each moment: what an automated sync and one by hand are told. */
function describeMoment(project: Parameters<typeof windowsOf>[0], line: string): string {
  const [time = "", started] = line.split(" started ");
  const windows = windowsOf(project, application, cluster);
  const now = Date.parse(time);
  const startedAt = started === undefined ? {} : { startedAt: Date.parse(started) };
  const answers = [false, true].map((isManual) => {
    const answer = checkWindows(windows, { now, isManual, ...startedAt });
    return answer.allowed ? "allowed" : answer.reason;
  });
  return `${line}\n  automated: ${answers[0]}\n  by hand:   ${answers[1]}`;
}

test("there are many cases", () => expect(cases.length).toBeGreaterThan(10));

test.each(cases.map((golden) => [golden.name, golden] as const))("%s", (_name, golden) => {
  const { project } = parseProject({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team" },
    spec: { syncWindows: parse(golden.section("windows")) },
  });
  if (project === undefined) throw new Error(`${golden.file} has no project`);
  const moments = golden.section("moments").trim().split("\n");
  expectWanted(golden, moments.map((line) => describeMoment(project, line)).join("\n"));
});
