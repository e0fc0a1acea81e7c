import { expect, test } from "vitest";
import { canonicalJson } from "../../../src/kube/canonical-json.ts";
import { isObject, type JsonObject, parseJson, readField } from "../../../src/kube/json.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import { connect } from "./api-connection.ts";
import type { ApiServer, RuleSubject } from "./api-server.ts";

const seeds = 30;
const stepsPerSeed = 8;
const managers = ["one", "two", "three"];

/** Any applies, forced or not, and updates by three managers lead to the same values and owners on both sides. */
export function applyLaw({ side, server }: RuleSubject): void {
  // The sandbox is compared with the real server, so there is nothing to compare on its own side.
  test.skipIf(side === "sandbox")(`${seeds} random histories end alike on both sides`, async () => {
    const sandbox = await startSandbox();
    const other = connect({ url: sandbox.url }, () => sandbox.close());
    try {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const real = await play(server(), seed);
        expect(await play(other, seed), `seed ${seed}`).toEqual(real);
      }
    } finally {
      await other.close();
    }
  });
}

async function play(server: ApiServer, seed: number): Promise<readonly string[]> {
  const space = await server.makeSpace();
  const path = `/apis/apps/v1/namespaces/${space}/deployments/d`;
  const random = toRandom(seed);
  const log: string[] = [];
  for (let step = 0; step < stepsPerSeed; step += 1) {
    const manager = pick(random, managers);
    const isApply = step === 0 || random() < 0.8;
    const query = isApply && random() < 0.4 ? "&force=true" : "";
    const answer = await server.call("PATCH", `${path}?fieldManager=${manager}${query}`, {
      body: isApply ? toConfig(random) : toChange(random),
      contentType: isApply ? "application/apply-patch+yaml" : "application/strategic-merge-patch+json",
    });
    log.push(`${step} ${manager} ${answer.status} ${describe(answer.body)}`.replaceAll(space, "space"));
  }
  return log;
}

/** Numbers between 0 and 1 that depend on the seed alone: a linear congruential generator. */
function toRandom(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function pick<T>(random: () => number, items: readonly [T, ...T[]] | readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to pick from");
  return item;
}

function some<T>(random: () => number, items: readonly T[]): readonly T[] {
  return items.filter(() => random() < 0.5);
}

function toMap(random: () => number, names: readonly string[]): JsonObject {
  return Object.fromEntries(some(random, names).map((name) => [name, pick(random, ["1", "2"])]));
}

function toContainer(random: () => number, name: string): JsonObject {
  const env = some(random, ["A", "B", "C"]).map((each) => ({ name: each, value: pick(random, ["1", "2"]) }));
  const ports = some(random, [80, 81]).map((containerPort) => ({ containerPort }));
  return {
    name,
    image: pick(random, ["i1", "i2"]),
    ...(random() < 0.5 ? { env } : {}),
    ...(random() < 0.4 ? { ports } : {}),
    ...(random() < 0.4 ? { args: pick(random, [["a"], ["b", "c"]]) } : {}),
  };
}

function toConfig(random: () => number): JsonObject {
  const names = ["c1", ...some(random, ["c2", "c3"])];
  const containers = (random() < 0.5 ? names : names.toReversed()).map((name) => toContainer(random, name));
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "d",
      ...(random() < 0.6 ? { labels: toMap(random, ["l1", "l2", "l3"]) } : {}),
      ...(random() < 0.4 ? { annotations: toMap(random, ["n1", "n2"]) } : {}),
      ...(random() < 0.3 ? { finalizers: some(random, ["example.com/a", "example.com/b"]) } : {}),
    },
    spec: {
      paused: true,
      ...(random() < 0.5 ? { minReadySeconds: pick(random, [1, 2]) } : {}),
      replicas: 0,
      selector: { matchLabels: { app: "d" } },
      template: {
        metadata: { labels: { app: "d", ...toMap(random, ["t1", "t2"]) } },
        spec: {
          containers,
          ...(random() < 0.4 ? { nodeSelector: { zone: pick(random, ["a", "b"]) } } : {}),
          ...(random() < 0.4 ? { volumes: [{ name: "v", emptyDir: {} }] } : {}),
        },
      },
    },
  };
}

function toChange(random: () => number): JsonObject {
  const containers = [{ name: "c1", image: pick(random, ["i1", "i3"]) }];
  const changes: readonly JsonObject[] = [
    { metadata: { labels: { l1: pick(random, ["1", "9", null]) } } },
    { spec: { minReadySeconds: pick(random, [2, 3]) } },
    { spec: { template: { spec: { containers } } } },
  ];
  return pick(random, changes);
}

/** Shows an answer without what is each server's own: versions, times, uids, and the controllers' part. */
function describe(body: JsonObject): string {
  if (body["kind"] === "Status") return String(body["message"]);
  const { labels, finalizers, annotations } = asMap(body["metadata"]);
  const entries = readField(body, "metadata", "managedFields");
  const owners = (Array.isArray(entries) ? entries : [])
    .filter(isObject)
    .filter(({ manager }) => managers.includes(String(manager)))
    .map(({ manager, operation, subresource = "", fieldsV1 = {} }) => {
      return `${manager} ${operation} ${subresource} ${canonicalJson(fieldsV1)}`;
    })
    .sort();
  const { "deployment.kubernetes.io/revision": _, ...notes } = asMap(annotations);
  const object = { labels, finalizers, notes, spec: body["spec"] };
  return `${canonicalJson(parseJson(JSON.stringify(object)))} ${owners.join(" | ")}`;
}

function asMap(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
