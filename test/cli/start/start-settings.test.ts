import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { isUrl, type StartFlags, toStartSettings } from "../../../src/cli/start/start-settings.ts";

const flags: StartFlags = {
  port: 3000,
  gitPort: 3001,
  lambdaPort: 3002,
  sandboxPort: 3003,
  timeout: 1_000,
  timeScale: 1,
};

describe("the state folder", () => {
  test.each<[string, Partial<StartFlags>, string]>([
    ["of a plain start is that of all commands", {}, ".outrigger"],
    ["is the one that is named", { state: "there", kubeconfig: "k" }, "there"],
    ["of another cluster is its own", { kubeconfig: "a/config" }, ".outrigger/starts/config-examples"],
    [
      "of a context is the context's",
      { kubeconfig: "a/config", context: "kind/kind 1" },
      ".outrigger/starts/kind-kind-1-examples",
    ],
    ["of one's own applications is theirs", { apps: "../apps" }, ".outrigger/starts/sandbox-apps"],
    [
      "of a repository's applications is theirs",
      { apps: "https://git.example.org/team/apps.git" },
      ".outrigger/starts/sandbox-apps",
    ],
  ])("%s", async (_, given, folder) => {
    const settings = await toStartSettings({ ...flags, ...given });
    expect(settings.stateFolder).toBe(resolve(folder));
    expect(settings.stateName).toBe(folder);
  });
});

test("paths are meant from the working directory, URLs stay as they are", async () => {
  const path = await toStartSettings({ ...flags, apps: "apps", kubeconfig: "config", context: "c" });
  expect(path.apps).toBe(resolve("apps"));
  expect(path.cluster).toEqual({ path: resolve("config"), context: "c" });
  const url = "https://git.example.org/apps.git";
  expect((await toStartSettings({ ...flags, apps: url })).apps).toBe(url);
});

test.each([
  ["https://git.example.org/a.git", true],
  ["http://127.0.0.1:3001/a.git", true],
  ["ssh://git@git.example.org/a.git", true],
  ["git@git.example.org:team/a.git", true],
  ["file:///srv/a.git", true],
  ["examples/applications", false],
  ["./a@b/c:d", false],
  ["/srv/a", false],
])("%s is a URL: %j", (text, expected) => expect(isUrl(text)).toBe(expected));
