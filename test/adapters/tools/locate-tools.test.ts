import { chmod, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { locateTool } from "../../../src/adapters/tools/locate-tools.ts";
import type { Tool } from "../../../src/render/tool-run.ts";
import { withFolder } from "./tools-folder.ts";

async function install(folder: string, programs: readonly string[]): Promise<void> {
  for (const program of programs) await writeFile(join(folder, program), "#!/bin/sh\n", { mode: 0o755 });
}

describe("on a PATH", () => {
  const cases: readonly (readonly [Tool, readonly string[], string, readonly string[]])[] = [
    ["helm", ["helm", "kubectl"], "helm", []],
    ["kustomize", ["kubectl"], "kubectl", ["kustomize"]],
    ["kustomize", ["kubectl", "kustomize"], "kustomize", ["build"]],
  ];
  test.each(cases)("%s with %j is %s", async (tool, programs, found, prefix) => {
    await withFolder(async (folder) => {
      await install(folder, programs);
      const command = await locateTool(tool, { folder, path: `relative:${folder}`, useBundle: false });
      expect([basename(command.program), command.prefix]).toEqual([found, prefix]);
    });
  });

  test("folders and files that cannot run are passed over", async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, "helm"));
      await install(folder, ["kubectl"]);
      await chmod(join(folder, "kubectl"), 0o600);
      const places = { folder, path: folder, useBundle: false };
      await expect(locateTool("helm", places)).rejects.toMatchObject({ code: "TOOL_MISSING" });
    });
  });
});
