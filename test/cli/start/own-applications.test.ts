import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnApplications } from "../../../src/cli/start/own-applications.ts";
import { seedRepository } from "../../../src/cli/start/seed-repository.ts";

let folder: string;

const application = (name: string, policy: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  project: default
  source:
    repoURL: https://git.example.org/team/web.git
    path: web
  destination:
    name: in-cluster
    namespace: web
${policy}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outrigger-own-"));
  const files = join(folder, "files");
  await mkdir(join(files, "chart", "templates"), { recursive: true });
  await writeFile(join(files, "auto.yaml"), application("auto", "  syncPolicy:\n    automated: {}\n"));
  await writeFile(join(files, "manual.yaml"), application("manual", ""));
  await writeFile(join(files, "config.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n");
  await writeFile(join(files, "chart", "templates", "app.yaml"), application("{{ .Values.name }}", ""));
  await seedRepository({ path: join(folder, "apps.git"), files, env: process.env });
  await mkdir(join(folder, "empty"));
  await writeFile(join(folder, "empty", "config.yaml"), "kind: ConfigMap\n");
});

afterAll(async () => await rm(folder, { recursive: true }));

test("a file is read as it is; what syncs by itself is to be Synced and Healthy", async () => {
  const path = join(folder, "files", "auto.yaml");
  expect(await readOwnApplications(path, folder)).toEqual({
    paths: [path],
    goals: [{ name: "argocd/auto", shows: "", sync: "Synced", health: "Healthy" }],
  });
});

test("of a repository only what declares something is read, and no template", async () => {
  const url = pathToFileURL(join(folder, "apps.git")).href;
  const { paths, goals } = await readOwnApplications(url, join(folder, "state"));
  expect(paths.map((path) => path.slice(join(folder, "state", "applications").length))).toEqual([
    "/auto.yaml",
    "/manual.yaml",
  ]);
  expect(goals).toContainEqual({ name: "argocd/manual", shows: "" });
});

test.each([
  ["a folder without any", () => join(folder, "empty"), "there is no Application in"],
  ["a folder that is not there", () => join(folder, "none"), "no such file or folder"],
  ["a repository that is not there", () => `file://${folder}/none.git`, "Cannot run git clone"],
])("%s is named", async (_, apps, message) => {
  await expect(readOwnApplications(apps(), join(folder, "state"))).rejects.toThrow(message);
});
