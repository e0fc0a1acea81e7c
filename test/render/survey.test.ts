import { describe, expect, test } from "vitest";
import { codeOf } from "../../src/errors.ts";
import { limits } from "../../src/limits.ts";
import { refuse, resolvePath, throwRefusals } from "../../src/render/refusals.ts";
import { createSurvey, joinPath, locate, type Place, type Survey } from "../../src/render/survey.ts";
import { addFile, addFolder } from "../../src/render/survey-inputs.ts";
import type { RepositoryFile } from "../../src/render/tool-run.ts";
import { type Files, listTree } from "./folder-of-files.ts";

const files = {
  "app/a.yaml": "a",
  "app/sub/b.yaml": "b",
  "app/l": "-> ../x",
  "app/m": "@submodule",
  "x/y.yaml": "y",
};

function open(given: Files, trees: readonly string[], read: readonly RepositoryFile[] = []): Survey {
  return createSurvey({
    trees: new Map(trees.map((path) => [path, listTree(given, path)])),
    files: new Map(read.map((file) => [file.path, file])),
  });
}

describe("locate", () => {
  const cases: readonly (readonly [string, Place, number])[] = [
    ["app/a.yaml", "file", 0],
    ["app/sub", "folder", 0],
    ["app/sub/none.yaml", "absent", 0],
    ["app/m", "submodule", 0],
    ["app/m/inside", "absent", 2],
    ["app/l", "absent", 2],
    ["app/l/y.yaml", "absent", 2],
    ["x", "absent", 2],
  ];
  test.each(cases)("%s is %s, and asks for %i reads", (path, place, reads) => {
    const survey = open(files, ["app"]);
    expect(locate(survey, path)).toBe(place);
    expect(survey.wanted.trees.size + survey.wanted.files.size).toBe(reads);
  });

  test("a link is what was found behind it", () => {
    expect(locate(open(files, ["app", "app/l"]), "app/l")).toBe("folder");
    const linked = { path: "app/l", content: "text" };
    const survey = createSurvey({
      trees: new Map([
        ["app", listTree(files, "app")],
        ["app/l", undefined],
      ]),
      files: new Map([["app/l", linked]]),
    });
    expect(locate(survey, "app/l")).toBe("file");
  });
});

describe("inputs", () => {
  test("a file counts by its id, a link by its content", () => {
    const survey = open(files, ["app"], [{ path: "app/l", content: "text" }]);
    addFile(survey, "app/a.yaml", "elsewhere/a.yaml");
    addFile(survey, "app/l");
    expect([...survey.inputs.keys()]).toEqual(["elsewhere/a.yaml", "app/l"]);
    expect([...survey.inputs.values()].map((input) => input.oid.length)).toEqual([40, 64]);
  });

  test("links that lead round in a circle end", () => {
    const given = { "app/a": "", "app/l": "-> ../app" };
    const paths = Array.from({ length: limits.symlinkHopsMax + 2 }, (_, n) => `app${"/l".repeat(n)}`);
    const survey = open(given, paths);
    addFolder(survey, "app", "app");
    expect([...survey.refusals.keys()].join()).toMatch(/round in a circle/);
  });

  test("are bounded", () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.filesPerApplicationMax + 1 }, (_, n) => [`app/${n}`, ""]),
    );
    const survey = open(many, ["app"]);
    expect(() => addFolder(survey, "app", "app")).toThrow(/more than 5000 files/);
  });
});

describe("refusals", () => {
  test("are thrown together with the code of the first, each once", () => {
    const survey = open({}, []);
    expect(() => throwRefusals(survey)).not.toThrow();
    expect(resolvePath(survey, "a.yaml", { base: "a", text: "../../x" })).toBeUndefined();
    refuse(survey, "UNSUPPORTED", "two");
    refuse(survey, "UNSUPPORTED", "two");
    const error = catchError(() => throwRefusals(survey));
    expect(codeOf(error)).toBe("PATH_NOT_FOUND");
    expect(String(error)).toMatch(/a\.yaml: .*leads out of the repository\ntwo$/);
  });
});

function catchError(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("joinPath takes the root as an empty text on either side", () => {
  expect([joinPath("", "a"), joinPath("a", ""), joinPath("a", "b"), joinPath("", "")]).toEqual([
    "a",
    "a",
    "a/b",
    "",
  ]);
});
