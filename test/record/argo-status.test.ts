import { describe, expect, test } from "vitest";
import { toArgoStatus } from "../../src/record/argo-status.ts";
import type { ApplicationBulk } from "../../src/record/bulk.ts";
import type { ApplicationState } from "../../src/record/state.ts";
import { expectRecordCase, readRecordCases } from "./record-case.ts";

type Sections = { readonly state: ApplicationState; readonly bulk: ApplicationBulk };

describe("the status of an Application in Argo CD's shape", () => {
  test.each(readRecordCases())("%s", (name) => {
    expectRecordCase<Sections>(name, ({ state, bulk }) => {
      const status = toArgoStatus(state, bulk);
      return `${JSON.stringify(status, null, 2)}\n`;
    });
  });

  test("an application that nobody has looked at is Unknown, with empty lists", () => {
    expect(toArgoStatus(undefined, undefined)).toEqual({
      sync: { status: "Unknown", revision: "" },
      health: { status: "Unknown" },
      conditions: [],
      resources: [],
      history: [],
    });
  });
});
