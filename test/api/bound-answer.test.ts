import { describe, expect, test } from "vitest";
import { boundAnswer } from "../../src/api/bound-answer.ts";

const toAnswer = (text: string) => ({ status: 200, headers: { a: "b" }, body: { text } });

describe("an answer", () => {
  test.each([
    ["characters", "x".repeat(6_000_000)],
    ["quotes, which Lambda writes twice", '"'.repeat(1_600_000)],
    ["control characters, which take six", "\u0001".repeat(900_000)],
    ["characters of several bytes", "€".repeat(2_000_001)],
  ])("that Lambda could not send for its %s says so", (_, text) => {
    const bounded = boundAnswer(toAnswer(text));
    expect(bounded).toMatchObject({ status: 422, headers: {}, body: { code: "ANSWER_TOO_LARGE" } });
    expect(JSON.stringify(bounded).length).toBeLessThan(1_000);
  });

  test.each([
    ["nothing", ""],
    ["nearly all that fits", "x".repeat(5_900_000)],
    ["nearly all that fits, written twice", '"'.repeat(1_400_000)],
  ])("of %s is sent as it is", (_, text) => {
    expect(boundAnswer(toAnswer(text))).toEqual(toAnswer(text));
  });
});
