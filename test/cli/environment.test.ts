import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../src/cli/environment.ts";
import { codeOf } from "../../src/errors.ts";

const home = "/home/ann";

describe("the environment", () => {
  test.each([
    ["the kubeconfig is kubectl's", {}, [join(home, ".kube", "config")]],
    ["KUBECONFIG is a list", { KUBECONFIG: ["/a", "", "/b"].join(delimiter) }, ["/a", "/b"]],
    ["an empty KUBECONFIG says nothing", { KUBECONFIG: "" }, [join(home, ".kube", "config")]],
  ])("%s", (_, env, paths) => {
    expect(readEnvironment({ HOME: home, ...env }).kubeconfigPaths).toEqual(paths);
  });

  test.each([
    ["the cache is in the home folder", {}, join(home, ".cache", "outrigger")],
    ["or where XDG says", { XDG_CACHE_HOME: "/var/cache/ann" }, "/var/cache/ann/outrigger"],
  ])("%s", (_, env, folder) => {
    expect(readEnvironment({ HOME: home, ...env }).cacheFolder).toBe(folder);
  });

  test("PATH is where tools are looked for", () => {
    expect(readEnvironment({ HOME: home, PATH: "/bin:/usr/bin" }).toolPath).toBe("/bin:/usr/bin");
    expect(readEnvironment({ HOME: home }).toolPath).toBe("");
  });

  test("a Git token is for the host that is named, and for no other", () => {
    const env = { HOME: home, OUTRIGGER_GIT_TOKEN: "t0ken", OUTRIGGER_GIT_HOST: "git.example.org" };
    expect(readEnvironment(env).repositories).toEqual([
      { url: "https://git.example.org", template: true, password: "t0ken" },
    ]);
    expect(readEnvironment({ HOME: home }).repositories).toEqual([]);
  });

  test("a Git token without a host is refused, and not printed", () => {
    const read = () => readEnvironment({ HOME: home, OUTRIGGER_GIT_TOKEN: "t0ken" });
    expect(read).toThrow("OUTRIGGER_GIT_HOST is not set");
    try {
      read();
    } catch (error) {
      expect(codeOf(error)).toBe("CONFIG_INVALID");
      expect(String(error)).not.toContain("t0ken");
    }
  });
});
