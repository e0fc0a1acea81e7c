import { afterAll, beforeAll, describe } from "vitest";
import type { ApiServer, RuleSubject, Side } from "./api-server.ts";

/** Runs the rules of one topic on one side, all on the same server. */
export function describeRules(
  side: Side,
  topic: { readonly name: string; readonly rules: (subject: RuleSubject) => void },
  open: () => ApiServer | Promise<ApiServer>,
): void {
  describe(`${topic.name}: ${side === "real" ? "a real API server" : "the sandbox"}`, () => {
    let server: ApiServer | undefined;
    beforeAll(async () => {
      server = await open();
    });
    afterAll(async () => await server?.close());
    topic.rules({
      side,
      server: () => {
        if (server === undefined) throw new Error("The server is there only while a test runs");
        return server;
      },
    });
  });
}
