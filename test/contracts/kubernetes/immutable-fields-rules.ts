import { beforeAll, expect, test } from "vitest";
import type { RuleSubject } from "./api-server.ts";
import { askToChange, toMessage } from "./validation/refusals.ts";
import { refusedChanges } from "./validation/refused-changes.ts";

export const immutableFields = { name: "Immutable fields", rules };

function rules({ server }: RuleSubject): void {
  let space: string;
  beforeAll(async () => {
    space = await server().makeSpace();
  });

  for (const refusal of refusedChanges) {
    test(refusal.rule, async () => {
      const { status, says, message } = await askToChange(server(), refusal, space);
      expect({ status, says }).toEqual({ status: 422, says: refusal.says });
      expect(message).toBe(toMessage(refusal, refusal.says));
    });
  }
}
