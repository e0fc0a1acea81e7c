import { describe, expect, test } from "vitest";
import { expectWanted, readCases } from "../desired/golden-case.ts";
import { decideCase } from "./decision-case.ts";

const cases = readCases("sync").filter(({ name }) => name.startsWith("decisions/"));

describe("a moment has the decision that its file shows", () => {
  test("there are moments", () => expect(cases.length).toBeGreaterThanOrEqual(25));

  test.each(cases.map((golden) => ({ golden, name: golden.name })))("$name", ({ golden }) =>
    expectWanted(golden, decideCase(golden)),
  );
});
