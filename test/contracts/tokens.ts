import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tokens } from "../../src/ports/tokens.ts";

export type TokensHarness = { start(): { readonly tokens: Tokens }; close(): Promise<void> };

const about = { name: "first", createdAt: 1_700_000_000_000 };

/** What the Tokens port promises, on any adapter. */
export function tokensContract(adapter: string, open: () => Promise<TokensHarness>): void {
  describe(`${adapter} knows tokens by their hashes`, () => {
    let harness: TokensHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    test("one that was saved, in every process", async () => {
      const hash = "a".repeat(43);
      expect(await harness.start().tokens.has(hash)).toBe(false);
      await harness.start().tokens.save(hash, about);
      expect(await harness.start().tokens.has(hash)).toBe(true);
    });
    test.each([
      ["another", "c".repeat(43)],
      ["its beginning", "b".repeat(42)],
      ["in other letters", "B".repeat(43)],
      ["nothing", ""],
    ])("and not %s", async (_, other) => {
      await harness.start().tokens.save("b".repeat(43), about);
      expect(await harness.start().tokens.has(other)).toBe(false);
    });
    test("saved again without harm", async () => {
      const hash = "d".repeat(43);
      await harness.start().tokens.save(hash, about);
      await harness.start().tokens.save(hash, about);
      expect(await harness.start().tokens.has(hash)).toBe(true);
    });
  });
}
