import { afterAll, beforeAll, describe, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { expectRecorded, readCases } from "./golden-case.ts";
import { runSteps } from "./run-steps.ts";

// RECORD=http://127.0.0.1:8001 beside `kubectl proxy` asks a real API server instead, and rewrites the files.
const real = process.env["RECORD"];

describe("the sandbox answers as a real API server did", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ delayMs: 60_000 });
  });
  afterAll(() => sandbox.close());

  for (const golden of readCases()) {
    test(`${golden.name}: ${golden.sentence}`, async () => {
      const url = real ?? sandbox.url;
      const namespace = `golden-${golden.name}-${Date.now().toString(36)}`;
      const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
      const headers = { "content-type": "application/json" };
      await fetch(`${url}/api/v1/namespaces`, { method: "POST", headers, body });
      const text = await runSteps(url, namespace, golden.steps);
      expectRecorded(golden, text, real !== undefined);
    });
  }
});
