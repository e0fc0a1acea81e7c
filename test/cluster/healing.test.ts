import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { type GitServer, startGitServer } from "../git-server.ts";
import { patch, read, remove } from "./cluster-objects.ts";
import type { Place } from "./cluster-requests.ts";
import { application } from "./declared-application.ts";
import { configMap, deployment, service, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { type Report, verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { describe as describeRequest, followRequests, isWrite } from "./writes.ts";

let server: GitServer;
let repoUrl: string;

beforeAll(async () => {
  server = await startGitServer();
  const repository = await server.createRepository("web");
  repoUrl = repository.url;
  await repository.commit({
    "web.yaml": toYaml(deployment("web", 1), deployment("scaled"), deployment("resized"), service("web")),
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
    name: "scaled",
    change: (place) => patch(place, { spec: { replicas: 3 } }, "scale"),
    field: ["spec", "replicas"],
    after: 3,
  },
  {
    what: "a replica count left out of Git, set by another field manager",
    kind: "Deployment",
    name: "resized",
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

/** Lets somebody else do all of it. */
async function changeAll(changes: readonly Change[], namespace: string): Promise<void> {
  for (const { kind, name, change } of changes) await change({ kind, namespace, name });
}

describe("with selfHeal, what Git sets is healed at the next run", () => {
  let situation: Situation;
  let healed: Report;

  beforeAll(async () => {
    situation = await openSituation();
    expect(verdictOf(situation.first.of("web"))).toBe("Synced Healthy");
    const { namespace, workplace } = situation;
    const settings = { kind: "ConfigMap", namespace, name: "settings" };
    await patch(settings, { metadata: { labels: { team: "blue" } } });
    await changeAll(drifts, namespace);
    for (const { kind, name, field, after } of drifts)
      expect(await fieldOf({ kind, namespace, name }, field)).not.toEqual(after);
    healed = await workplace.once();
  });

  test("the application is Synced and Healthy again", () => {
    expect(verdictOf(healed.of("web"))).toBe("Synced Healthy");
    expect(healed.code).toBe(0);
  });

  test.for(drifts)("$what", async ({ kind, name, field, after }) => {
    expect(await fieldOf({ kind, namespace: situation.namespace, name }, field)).toEqual(after);
  });

  test("what somebody else has added to a healed object stays", async () => {
    const settings = { kind: "ConfigMap", namespace: situation.namespace, name: "settings" };
    expect(await fieldOf(settings, ["metadata", "labels", "team"])).toBe("blue");
  });

  test("one automated operation has done it, and only what drifted was in it", async () => {
    const [record, ...older] = await situation.workplace.records("web");
    expect(older).toHaveLength(1);
    expect(record?.initiatedBy.automated).toBe(true);
    const names = record?.results.map(({ kind, name }) => `${kind} ${name}`);
    expect(names?.sort()).toEqual(drifts.map(({ kind, name }) => `${kind} ${name}`).sort());
  });
});

describe("with selfHeal, what Git does not set is no drift", () => {
  let situation: Situation;
  let report: Report;
  let writes: readonly string[];

  beforeAll(async () => {
    situation = await openSituation();
    await changeAll(harmless, situation.namespace);
    const readRequests = await followRequests(situation.namespace);
    report = await situation.workplace.once();
    writes = (await readRequests()).filter(isWrite).map(describeRequest);
  });

  test("the application stays Synced, and nothing is written", async () => {
    expect(report.of("web").sync.status).toBe("Synced");
    expect(writes).toEqual([]);
    expect(await situation.workplace.records("web")).toHaveLength(1);
  });

  test.for(harmless)("$what stays", async ({ kind, name, field, after }) => {
    expect(await fieldOf({ kind, namespace: situation.namespace, name }, field)).toEqual(after);
  });
});

describe("without selfHeal", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await openSituation({ automated: { prune: true } });
    expect(verdictOf(situation.first.of("web"))).toBe("Synced Healthy");
  });

  test("drift is reported and not touched", () => expectUntouched(situation));
  test("--sync brings it back", () => expectBroughtBack(situation));
});

describe("synced by hand", () => {
  let situation: Situation;

  beforeAll(async () => {
    situation = await openSituation({});
  });

  test("nothing is there before somebody asks for it", async () => {
    const { first, namespace } = situation;
    expect(verdictOf(first.of("web"))).toBe("OutOfSync Missing");
    expect(first.code).toBe(1);
    expect(await read({ kind: "Deployment", namespace, name: "web" })).toBeUndefined();
  });

  test("--sync syncs it, on record under the name of who asked", async () => {
    const { workplace } = situation;
    const synced = await workplace.once(["--sync"]);
    expect(verdictOf(synced.of("web"))).toBe("Synced Healthy");
    const [record] = await workplace.records("web");
    expect(record?.initiatedBy).toEqual({ username: userInfo().username, automated: false });
  });

  test("drift is reported and not touched", () => expectUntouched(situation));
  test("--sync brings it back", () => expectBroughtBack(situation));
});

async function expectUntouched({ namespace, workplace }: Situation): Promise<void> {
  const settings = { kind: "ConfigMap", namespace, name: "settings" };
  await patch(settings, { data: { color: "red" } });
  const readRequests = await followRequests(namespace);
  const report = await workplace.once();
  expect(verdictOf(report.of("web"))).toBe("OutOfSync Healthy");
  expect(report.code).toBe(1);
  const drifted = report.of("web").resources.filter(({ status }) => status !== "Synced");
  expect(drifted.map((line) => `${line.kind} ${line.name} ${line.status}`)).toEqual([
    "ConfigMap settings OutOfSync",
  ]);
  expect(await fieldOf(settings, ["data", "color"])).toBe("red");
  expect((await readRequests()).filter(isWrite).map(describeRequest)).toEqual([]);
}

async function expectBroughtBack({ namespace, workplace }: Situation): Promise<void> {
  const report = await workplace.once(["--sync"]);
  expect(verdictOf(report.of("web"))).toBe("Synced Healthy");
  const settings = { kind: "ConfigMap", namespace, name: "settings" };
  expect(await fieldOf(settings, ["data", "color"])).toBe("green");
}
