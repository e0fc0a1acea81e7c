import { afterAll, beforeAll, expect, test } from "vitest";
import { configMap, type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox();
});
afterAll(() => opened.sandbox.close());

test.each(["größe", "d€ta", "名前", "a\nb", "a\u0000b"])(
  "a warning of an unknown field %j is answered, and so is the next request",
  async (field) => {
    const path = "configmaps?fieldValidation=Warn";
    const { status } = await opened.ask("POST", path, {
      ...configMap(""),
      metadata: { generateName: "a-" },
      [field]: 1,
    });
    expect(status).toBe(201);
    expect((await opened.ask("GET", "/version")).status).toBe(200);
  },
);
