import { beforeAll, expect, test } from "vitest";
import type { RuleSubject } from "./api-server.ts";
import { askToMake, toMessage } from "./validation/refusals.ts";
import { refusedMetadata } from "./validation/refused-metadata.ts";
import { refusedPods } from "./validation/refused-pods.ts";
import { refusedSettings } from "./validation/refused-settings.ts";

export const validation = { name: "Validation", rules };

function rules({ server }: RuleSubject): void {
  let space: string;
  beforeAll(async () => {
    space = await server().makeSpace();
  });

  for (const refusal of [...refusedMetadata, ...refusedPods, ...refusedSettings]) {
    test(refusal.rule, async () => {
      const { status, says, message } = await askToMake(server(), refusal, space);
      expect({ status, says }).toEqual({ status: 422, says: refusal.says });
      if (Object.keys(refusal.set).some((field) => field.startsWith("/metadata"))) return;
      expect(message).toBe(toMessage(refusal, refusal.says));
    });
  }
}
