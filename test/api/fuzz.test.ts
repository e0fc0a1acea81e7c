import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer } from "../../src/api/api.ts";
import type { ApiAnswer, ApiRequest } from "../../src/api/api-request.ts";
import { toCursor } from "../../src/api/cursor.ts";
import { parseApplication } from "../../src/application/read-application.ts";
import { formatJson } from "../../src/kube/json.ts";
import { openStage, toBody, token } from "./stage.ts";

const stage = openStage();
const runs = { numRuns: 400 };

const odd = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "0",
    "-1",
    "true",
    "__proto__",
    "constructor",
    "..",
    "%2e%2e",
    "\0",
    "\u{1F600}",
    "a".repeat(5_000),
  ),
);
const method = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom("GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  },
  { weight: 1, arbitrary: odd },
);
const part = fc.constantFrom(
  "",
  "sync",
  "refresh",
  "terminate",
  "operation",
  "records",
  "resources",
  "manifests",
  "diff",
  ...["resource", "resource/actions", "resource/actions/v2", "resource/"],
  ...["rollback", "release", "spec", "confirm-deletion", "managed-resources", "resource-tree", "syncwindows"],
  "x",
);
const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom("shop", "shop", "other", "fuzzed"), part)
      .map(([name, rest]) => `/api/v1/applications/${name}${rest === "" ? "" : `/${rest}`}`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("/api/v1/applications", "/api/v1/pauses", "/api/version", "/api/v1"),
  },
  { weight: 1, arbitrary: odd.map((text) => `/api/v1/applications/${text}`) },
);
const value = fc.oneof(
  odd,
  fc.constantFrom(
    "argocd",
    "default",
    "1",
    "100",
    "hard",
    "main",
    "team=a",
    "a in (b)",
    toCursor("applications", "argocd/a"),
  ),
);
const parameters = [
  ...["appNamespace", "project", "projects", "name", "selector", "limit", "continue"],
  ...["refresh", "hard", "upsert", "revision", "__proto__", "cascade", "propagationPolicy", "repo"],
  ...["all", "cluster", "application", "group", "kind", "namespace", "version"],
  ...["resourceName", "patchType", "force", "orphan"],
];
const query = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...parameters) }, { weight: 1, arbitrary: odd }),
      fc.array(value, { minLength: 1, maxLength: 2 }),
    ),
    { maxLength: 3 },
  )
  .map((entries): ApiRequest["query"] => Object.fromEntries(entries));

/** Lays a value at a path over an Application, or takes away what is there. */
function mutate(body: unknown, steps: readonly string[], over: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return over;
  const fields = typeof body === "object" && body !== null ? body : {};
  return { ...fields, [step]: mutate(Reflect.get(fields, step), rest, over) };
}

const places = [
  ...["apiVersion", "kind", "metadata", "spec", "status", "operation", "metadata.name", "metadata.labels"],
  ...["metadata.namespace", "metadata.annotations", "spec.source", "spec.source.repoURL", "spec.source.helm"],
  ...["spec.source.path", "spec.source.targetRevision", "spec.sources", "spec.destination", "spec.project"],
  ...[
    "spec.destination.name",
    "spec.syncPolicy",
    "spec.syncPolicy.syncOptions",
    "spec.ignoreDifferences",
    "x",
  ],
];
const written = fc
  .tuple(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }))
  .map(([place, over]) => mutate(toBody("fuzzed", stage.repository.url), place.split("."), over));
const syncFields = [
  ...["revision", "prune", "dryRun", "strategy", "resources", "syncOptions", "name", "infos"],
  ...["retryStrategy", "labels", "id", "pinUntil", "patch", "patchType", "scope", "until", "reason"],
];
const syncBody = fc.dictionary(fc.constantFrom(...syncFields), fc.jsonValue({ maxDepth: 3 }));
const body = fc.oneof(
  { weight: 5, arbitrary: fc.oneof(written, syncBody).map((json) => Buffer.from(formatJson(json))) },
  { weight: 1, arbitrary: fc.jsonValue().map((json) => Buffer.from(formatJson(json))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 2, arbitrary: fc.constant(new Uint8Array()) },
);
const authorization = fc.oneof(
  { weight: 9, arbitrary: fc.constant(`Bearer ${token}`) },
  { weight: 1, arbitrary: odd },
);
const type = fc.oneof(
  { weight: 9, arbitrary: fc.constant("application/json") },
  { weight: 1, arbitrary: odd },
);
const headers = fc.record({ authorization, "content-type": type });
const caller = fc.constantFrom("anonymous" as const, "anonymous" as const, "iam" as const);
const request = fc.record({ method, path, query, headers, body, caller });

function expectAnswer({ status, body }: ApiAnswer, { method }: ApiRequest): void {
  expect(status < 500, `${method} ${status}`).toBe(true);
  if (status === 200) return;
  expect(body).toEqual({
    error: expect.any(String),
    code: expect.stringMatching(/^[A-Z_]+$/),
    message: expect.any(String),
  });
}

describe("whatever is asked", () => {
  test("is answered by no error of the server, and each refusal has its code", async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        stage.process.startRound();
        const answered = await answer(each, stage.ports);
        statuses.add(answered.status);
        expectAnswer(answered, each);
      }),
      runs,
    );
    // Else this would say nothing about what is behind the first checks.
    for (const status of [200, 400, 404, 405]) expect([...statuses]).toContain(status);
  });

  test("as an Application is stored only if a reconcile can read it", async () => {
    const { specs } = stage.world.reader;
    const name = { namespace: "argocd", name: "fuzzed" };
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(written, async (json) => {
        await specs.delete("Application", name);
        const { status } = await stage.ask("POST", "/api/v1/applications", { json });
        const stored = await specs.read("Application", name);
        const isReadable = stored !== undefined && parseApplication(stored).application !== undefined;
        // A body may name another Application; what is left of this one is then nothing.
        expect(stored === undefined || (status === 200 && isReadable)).toBe(true);
        accepted += stored === undefined ? 0 : 1;
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
