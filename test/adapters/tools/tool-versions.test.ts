import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseVersion, readVersion } from "../../../src/adapters/tools/tool-versions.ts";
import { withFolder } from "./tools-folder.ts";

describe("parseVersion", () => {
  const cases = [
    ["v4.2.3", "v4.2.3"],
    ["v5.8.1\n", "v5.8.1"],
    ['{"clientVersion": {"gitVersion": "v1.36.3"}, "kustomizeVersion": "v5.8.1"}', "v5.8.1"],
  ] as const;
  test.each(cases)("%j is %s", (output, version) => {
    expect(parseVersion(output)).toBe(version);
  });
});

describe("readVersion", () => {
  test("asks a program once, and again when it changed or the memory is damaged", async () => {
    await withFolder(async (folder) => {
      const program = join(folder, "helm");
      let asked = 0;
      const ask = () => {
        asked += 1;
        return Promise.resolve(`v${asked}`);
      };
      await writeFile(program, "one");
      expect(await readVersion(program, folder, ask)).toBe("v1");
      expect(await readVersion(program, folder, ask)).toBe("v1");
      await writeFile(program, "another");
      expect(await readVersion(program, folder, ask)).toBe("v2");
      await writeFile(join(folder, "versions.json"), "{");
      expect(await readVersion(program, folder, ask)).toBe("v3");
    });
  });
});
