import { expect, test } from "vitest";
import { toTokenHash } from "../../src/access/token.ts";

test("a token is kept as its SHA-256, base64url", () => {
  expect(toTokenHash("abc")).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  expect(toTokenHash("abd")).not.toBe(toTokenHash("abc"));
});
