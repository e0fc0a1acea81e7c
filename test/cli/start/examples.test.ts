import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readPaths } from "../../../src/adapters/declarations/read-paths.ts";
import { formatApplicationName } from "../../../src/application/application.ts";
import { parseControlPlane } from "../../../src/application/parse-control-plane.ts";
import { copyApplications, examples, toExampleFiles } from "../../../src/cli/start/examples.ts";
import { findProjectFolder } from "../../../src/cli/start/project-folder.ts";

const project = resolve(import.meta.dirname, "..", "..", "..");
const applications = join(project, "examples", "first-try", "applications");

test("each example has a file, each file an example, and nothing is wrong with them", async () => {
  const parsed = parseControlPlane(await readPaths([applications]));
  expect(parsed.problems).toEqual([]);
  const names = parsed.applications.map(({ name }) => formatApplicationName(name));
  expect(names.toSorted()).toEqual(examples.map(({ name }) => name).toSorted());
});

test("each example's path is in the repository, and its own project allows the repository", async () => {
  const parsed = parseControlPlane(await readPaths([applications]));
  for (const { application } of parsed.applications) {
    const path = join(toExampleFiles(project), application?.source.path ?? "?");
    await expect(access(path)).resolves.toBeUndefined();
    expect(application?.project).toBe("first-try");
    expect(application?.source.repoUrl).toBe("http://127.0.0.1:3001/examples.git");
  }
});

test("one example alone is broken", () => {
  expect(examples.filter(({ health }) => health !== "Healthy").map(({ name }) => name)).toEqual([
    "argocd/broken",
  ]);
});

test("a Git server elsewhere is written into the copies", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-examples-"));
  const target = await copyApplications(project, join(folder, "applications"), "http://127.0.0.1:4001");
  for (const name of ["guestbook.yaml", "project.yaml"]) {
    const text = await readFile(join(target, name), "utf8");
    expect(text).toContain("http://127.0.0.1:4001/examples.git");
    expect(text).not.toContain(":3001");
  }
  await rm(folder, { recursive: true });
});

test("the project's folder is found from inside it, and named where it is not", async () => {
  expect(await findProjectFolder()).toBe(project);
  await expect(findProjectFolder(tmpdir())).rejects.toThrow("there is no serverless.yml above");
});
