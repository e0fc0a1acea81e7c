import { expect, test } from "vitest";
import { toFieldManager } from "../../src/kube/field-manager.ts";

test("an installation has a field manager of its own", () => {
  expect(toFieldManager("outrigger")).toBe("outrigger-outrigger");
  expect(toFieldManager("blue")).not.toBe(toFieldManager("green"));
});
