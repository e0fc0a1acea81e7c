import { describe, expect, test } from "vitest";
import { toArgoStatus } from "../../src/record/argo-status.ts";
import type { ApplicationBulk } from "../../src/record/bulk.ts";
import type { ApplicationState } from "../../src/record/state.ts";
import { expectRecordCase, readRecordCases, toTestApplication } from "./record-case.ts";

type Sections = { readonly state: ApplicationState; readonly bulk: ApplicationBulk };

describe("the status of an Application in Argo CD's shape", () => {
  test.each(readRecordCases())("%s", (name) => {
    expectRecordCase<Sections>(name, ({ state, bulk }) => {
      const status = toArgoStatus(state, bulk, toTestApplication());
      return `${JSON.stringify(status, null, 2)}\n`;
    });
  });

  test("an application that nobody has looked at is Unknown, with empty lists", () => {
    expect(toArgoStatus(undefined, undefined, undefined)).toEqual({
      sync: { status: "Unknown", revision: "" },
      health: { status: "Unknown" },
      conditions: [],
      resources: [],
      history: [],
    });
  });

  test("history of an application whose spec is wrong names no source", () => {
    const history = [
      {
        id: 1,
        operation: "op",
        revision: "a",
        deployedAt: 0,
        deployStartedAt: 0,
        initiatedBy: { username: "ann", automated: false },
      },
    ];
    const state = {
      sync: { status: "Synced", revision: "a" },
      health: { status: "Healthy" },
      conditions: [],
    };
    const status = toArgoStatus({ ...state, history } as ApplicationState, undefined, undefined);
    expect(status["history"]).toEqual([
      {
        id: 1,
        revision: "a",
        deployedAt: "1970-01-01T00:00:00Z",
        deployStartedAt: "1970-01-01T00:00:00Z",
        initiatedBy: { username: "ann" },
      },
    ]);
  });
});
