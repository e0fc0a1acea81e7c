import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { makeSpace, type Place, patch, read, remove, requireObject } from "./cluster-objects.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { application, openWorkplace, type Report, verdictOf, type Workplace } from "./outrigger.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let repoUrl: string;

beforeAll(async () => {
  server = await startGitServer();
  const repository = await server.createRepository("web");
  repoUrl = repository.url;
  await repository.commit({
    "web.yaml": toYaml(deployment("web", 1), deployment("elastic"), service("web")),
    "settings.yaml": toYaml(configMap("settings", { color: "green" }), configMap("plain", { size: "1" })),
  });
});

afterAll(() => server.close());

/** What somebody else changes, and what there must be after the next run. */
type Change = {
  readonly what: string;
  readonly kind: string;
  readonly name: string;
  readonly change: (place: Place) => Promise<void>;
  readonly field: readonly string[];
  readonly after: unknown;
};

const drifts: readonly Change[] = [
  {
    what: "a replica count that Git sets, changed by the scale subresource",
    kind: "Deployment",
    name: "web",
    change: (place) => patch(place, { spec: { replicas: 3 } }, "scale"),
    field: ["spec", "replicas"],
    after: 1,
  },
  {
    what: "a value that Git sets, edited",
    kind: "ConfigMap",
    name: "settings",
    change: (place) => patch(place, { data: { color: "red" } }),
    field: ["data", "color"],
    after: "green",
  },
  {
    what: "a field of a list item that Git sets, edited",
    kind: "Service",
    name: "web",
    change: (place) => patch(place, { spec: { ports: [{ port: 80, targetPort: 9999, protocol: "TCP" }] } }),
    field: ["spec", "ports", "0", "targetPort"],
    after: 8080,
  },
  {
    what: "an object that was deleted",
    kind: "ConfigMap",
    name: "plain",
    change: (place) => remove(place),
    field: ["data", "size"],
    after: "1",
  },
];

const harmless: readonly Change[] = [
  {
    what: "a label added by somebody else",
    kind: "ConfigMap",
    name: "settings",
    change: (place) => patch(place, { metadata: { labels: { team: "blue" } } }),
    field: ["metadata", "labels", "team"],
    after: "blue",
  },
  {
    what: "an annotation added by somebody else",
    kind: "Deployment",
    name: "web",
    change: (place) => patch(place, { metadata: { annotations: { "example.org/seen": "yes" } } }),
    field: ["metadata", "annotations", "example.org/seen"],
    after: "yes",
  },
  {
    what: "a key that Git does not have, added by somebody else",
    kind: "ConfigMap",
    name: "settings",
    change: (place) => patch(place, { data: { extra: "kept" } }),
    field: ["data", "extra"],
    after: "kept",
  },
  {
    what: "a replica count left out of Git, set by the scale subresource",
    kind: "Deployment",
    name: "elastic",
    change: (place) => patch(place, { spec: { replicas: 3 } }, "scale"),
    field: ["spec", "replicas"],
    after: 3,
  },
  {
    what: "a replica count left out of Git, set by another field manager",
    kind: "Deployment",
    name: "elastic",
    change: (place) => patch(place, { spec: { replicas: 2 } }),
    field: ["spec", "replicas"],
    after: 2,
  },
];

async function fieldOf(place: Place, path: readonly string[]): Promise<unknown> {
  return path.reduce<unknown>(
    (value, key) => (Array.isArray(value) ? value[Number(key)] : readField(toJson(value), key)),
    await read(place),
  );
}

function toJson(value: unknown) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

type Situation = { readonly namespace: string; readonly workplace: Workplace; readonly first: Report };

async function openSituation(syncPolicy?: Parameters<typeof application>[1]["syncPolicy"]) {
  const namespace = await makeSpace("healing");
  const workplace = await openWorkplace();
  await workplace.declare(
    application("web", { repoUrl, namespace, ...(syncPolicy === undefined ? {} : { syncPolicy }) }),
  );
  const first = await workplace.once();
  return { namespace, workplace, first };
}

describe("with selfHeal", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await openSituation();
    expect(verdictOf(situation.first.of("web"))).toBe("Synced Healthy");
  });

  test.for(drifts)("$what is found and healed at the next run", async (drift) => {
    const { namespace, workplace } = situation;
    const place = { kind: drift.kind, namespace, name: drift.name };
    const known = (await workplace.records("web")).length;
    await drift.change(place);
    expect(await fieldOf(place, drift.field)).not.toEqual(drift.after);
    const report = await workplace.once();
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(report.code).toBe(0);
    expect(await fieldOf(place, drift.field)).toEqual(drift.after);
    const [record, ...older] = await workplace.records("web");
    expect(older).toHaveLength(known);
    // Only what drifted is synced.
    expect(record?.results.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      `${drift.kind} ${drift.name}`,
    ]);
    expect(record?.initiatedBy.automated).toBe(true);
  });

  test.for(harmless)("$what is no drift and stays", async (change) => {
    const { namespace, workplace } = situation;
    const place = { kind: change.kind, namespace, name: change.name };
    const known = (await workplace.records("web")).length;
    await change.change(place);
    const readRequests = await followRequests();
    const report = await workplace.once();
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(await fieldOf(place, change.field)).toEqual(change.after);
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
    expect(await workplace.records("web")).toHaveLength(known);
  });

  test("what somebody else has added outlives a healing of the same object", async () => {
    const { namespace, workplace } = situation;
    const settings = { kind: "ConfigMap", namespace, name: "settings" };
    await patch(settings, { data: { color: "red" }, metadata: { labels: { team: "blue" } } });
    await workplace.once();
    const live = await requireObject(settings);
    expect(live.metadata.labels?.["team"]).toBe("blue");
    expect(await fieldOf(settings, ["data", "color"])).toBe("green");
  });
});

const policies = [
  { title: "without selfHeal", name: "automated", syncPolicy: { automated: { prune: true } }, args: [] },
  { title: "synced by hand", name: "manual", syncPolicy: {}, args: ["--sync"] },
];

describe.for(policies)("$title", ({ syncPolicy, args, name }) => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await openSituation(syncPolicy);
  });

  test.runIf(name === "manual")("nothing is there before somebody asks for it", async () => {
    const { first, workplace, namespace } = situation;
    expect(verdictOf(first.of("web"))).toBe("OutOfSync Missing");
    expect(first.code).toBe(1);
    expect(await read({ kind: "Deployment", namespace, name: "web" })).toBeUndefined();
    const synced = await workplace.once(args);
    expect(verdictOf(synced.of("web"))).toBe("Synced Healthy");
    const [record] = await workplace.records("web");
    expect(record?.initiatedBy.automated).toBe(false);
    expect(record?.initiatedBy.username).not.toBe("");
  });

  test("drift is reported and not touched", async () => {
    const { namespace, workplace } = situation;
    const settings = { kind: "ConfigMap", namespace, name: "settings" };
    await patch(settings, { data: { color: "red" } });
    const readRequests = await followRequests();
    const report = await workplace.once();
    expect(verdictOf(report.of("web"))).toBe("OutOfSync Healthy");
    expect(report.code).toBe(1);
    const drifted = report.of("web").resources.filter(({ status }) => status !== "Synced");
    expect(drifted.map((line) => `${line.kind} ${line.name} ${line.status}`)).toEqual([
      "ConfigMap settings OutOfSync",
    ]);
    expect(await fieldOf(settings, ["data", "color"])).toBe("red");
    expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
  });

  test("--sync brings it back", async () => {
    const { namespace, workplace } = situation;
    const report = await workplace.once(["--sync"]);
    expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
    expect(await fieldOf({ kind: "ConfigMap", namespace, name: "settings" }, ["data", "color"])).toBe(
      "green",
    );
  });
});
