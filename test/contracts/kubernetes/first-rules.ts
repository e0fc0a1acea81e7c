import { expect, test } from "vitest";
import type { RuleSubject } from "./api-server.ts";

export const first = { name: "First things", rules };

function rules({ server }: RuleSubject): void {
  test("a namespace that was made is Active", async () => {
    const space = await server().makeSpace();
    const { status, body } = await server().call("GET", `/api/v1/namespaces/${space}`);
    expect({ status, phase: body["status"] }).toEqual({ status: 200, phase: { phase: "Active" } });
  });
}
