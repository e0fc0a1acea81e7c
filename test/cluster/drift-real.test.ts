import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { DesiredObject } from "../../src/desired/desired-object.ts";
import { isSameVersion } from "../../src/drift/drift.ts";
import { rememberOf } from "../../src/drift/remember.ts";
import type { Verdict } from "../../src/drift/verdict.ts";
import { isObject, type Json, readField } from "../../src/kube/json.ts";
import { formatKey } from "../../src/kube/key.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { toDesiredObject } from "../drift/to-desired-object.ts";
import { openClient } from "./api-client.ts";
import { hash, openDriftCluster, readDesired } from "./drift-objects.ts";

const client = openClient(inject("kubeconfig"));
const cluster = openDriftCluster(client);
const namespace = `drift-${process.pid}`;
const all = readDesired(namespace);

const find = (kind: string, name: string): DesiredObject => {
  const found = all.find(({ ref }) => ref.kind === kind && ref.name === name);
  if (found === undefined) throw new Error(`The fixture has no ${kind} ${name}`);
  return found;
};
const say = ({ status, repair }: Verdict) => `${status}${repair ? ", repair" : ""}`;

beforeAll(async () => {
  await client.call("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  for (const desired of all) {
    await cluster.apply(desired);
    if (desired.ref.kind === "CustomResourceDefinition") await waitForSchema("drift.example.com/v1");
  }
});

afterAll(async () => {
  for (const desired of all.toReversed()) await cluster.remove(desired);
  await client.call("DELETE", `/api/v1/namespaces/${namespace}`, {});
});

/** A new kind is served, and its schema published, a moment after its definition. */
async function waitForSchema(groupVersion: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const answers = await Promise.all([
      client.call("GET", `/apis/${groupVersion}`),
      client.call("GET", `/openapi/v3/apis/${groupVersion}`),
    ]);
    if (answers.every(({ code }) => code === 200)) return;
    await sleep(100);
  }
  throw new Error(`The API server does not publish ${groupVersion}`);
}

describe("real objects, applied and listed back", () => {
  test("are Synced locally, at least 99 of 100, and the dry-run agrees on all", async () => {
    const judged = await Promise.all(
      all.map(async (desired) => ({ desired, ...(await cluster.judge(desired)) })),
    );
    const suspects = judged.filter(({ local }) => say(local) !== "Synced");
    const texts = suspects.map(
      ({ desired, local }) => `${formatKey(desired.ref)} ${say(local)} ${local.reason}`,
    );
    expect(texts.slice(Math.floor(all.length / 100))).toEqual([]);
    const unconfirmed = judged.filter(({ confirmed }) => say(confirmed) !== "Synced");
    expect(unconfirmed.map(({ desired, confirmed }) => [formatKey(desired.ref), confirmed])).toEqual([]);
  });

  test("without a schema there are more Suspects, and never a wrong verdict", async () => {
    for (const desired of all) {
      const { schema: _schema, ...context } = await cluster.contextOf(desired);
      const { local } = await cluster.judge(desired, context);
      expect(["Synced", "Suspect"]).toContain(say(local));
    }
  });

  test("stay Synced, and as remembered, when others add labels and annotations", async () => {
    for (const desired of all) {
      const context = await cluster.contextOf(desired);
      const before = rememberOf(desired, await cluster.read(desired), context);
      await cluster.edit(desired, {
        metadata: { labels: { foreign: "x" }, annotations: { "foreign/y": "z" } },
      });
      const { local, confirmed, live } = await cluster.judge(desired);
      const title = formatKey(desired.ref);
      expect([title, say(local), say(confirmed)]).toEqual([title, "Synced", "Synced"]);
      expect([title, rememberOf(desired, live, context)]).toEqual([title, before]);
    }
  });

  test("need one repair apply when managedFields was wiped, and are well after it", async () => {
    for (const desired of all) {
      await cluster.edit(desired, [{ op: "replace", path: "/metadata/managedFields", value: [{}] }]);
      const wiped = await cluster.judge(desired);
      const title = formatKey(desired.ref);
      expect([title, say(wiped.local), say(wiped.confirmed)]).toEqual([title, "Suspect", "Synced, repair"]);
      await cluster.apply(desired);
      const mended = await cluster.judge(desired);
      expect([title, say(mended.local), say(mended.confirmed)]).toEqual([title, "Synced", "Synced"]);
    }
  });

  test("are OutOfSync without a shown difference when our label was changed", async () => {
    for (const desired of all) {
      await cluster.edit(desired, { metadata: { labels: { "outrigger.dev/installation": "somebody" } } });
      const { local, confirmed } = await cluster.judge(desired);
      const title = formatKey(desired.ref);
      expect([title, say(local), say(confirmed)]).toEqual([title, "Suspect", "OutOfSync, repair"]);
      expect(confirmed.differences).toEqual([]);
      await cluster.apply(desired);
    }
  });
});

/** Gives the containers of a live workload, each changed. */
function editContainers(live: KubeObject, change: (container: Json) => Json): Json {
  const containers = readField(live["spec"], "template", "spec", "containers");
  return {
    spec: { template: { spec: { containers: Array.isArray(containers) ? containers.map(change) : [] } } },
  };
}

function reverseEnv(container: Json): Json {
  const env = readField(container, "env");
  return isObject(container) && Array.isArray(env) ? { ...container, env: env.toReversed() } : container;
}

type Edit = Json | ((live: KubeObject) => Json);
const edits: readonly (readonly [string, DesiredObject, Edit, readonly string[]])[] = [
  ["replicas", find("Deployment", "everything"), { spec: { replicas: 7 } }, ["spec.replicas"]],
  [
    "the order of variables",
    find("Deployment", "everything"),
    (live) => editContainers(live, reverseEnv),
    ['spec.template.spec.containers[name="web"].env'],
  ],
  [
    "a false that was removed",
    find("Deployment", "everything"),
    { spec: { template: { spec: { automountServiceAccountToken: null } } } },
    ["spec.template.spec.automountServiceAccountToken"],
  ],
  [
    "an atomic map",
    find("Deployment", "everything"),
    { spec: { template: { spec: { nodeSelector: { disk: "ssd" } } } } },
    ["spec.template.spec.nodeSelector.disk"],
  ],
  ["a value", find("ConfigMap", "files"), { data: { "a.conf": "a = 2\n" } }, ['data["a.conf"]']],
  ["a removed value", find("ConfigMap", "files"), { data: { "a.conf": null } }, ['data["a.conf"]']],
  ["a Secret's value", find("Secret", "text"), { data: { password: "Y2FuYXJ5" } }, ["data.password"]],
  [
    "a list merged as one value",
    find("NetworkPolicy", "web"),
    { spec: { policyTypes: ["Ingress"] } },
    ["spec.policyTypes"],
  ],
  [
    "a rule",
    find("Role", "web"),
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
    ["rules[0].verbs"],
  ],
  ["a number", find("HorizontalPodAutoscaler", "web"), { spec: { maxReplicas: 9 } }, ["spec.maxReplicas"]],
  ["a set", find("Gadget", "full"), { spec: { tags: ["a", "b"] } }, ["spec.tags[0]", "spec.tags[1]"]],
  ["a field of a custom resource", find("Gadget", "full"), { spec: { memory: "1Gi" } }, ["spec.memory"]],
  ["a schedule", find("CronJob", "nightly"), { spec: { schedule: "0 4 * * *" } }, ["spec.schedule"]],
];

describe("what somebody changed is found, named and healed", () => {
  test.each(edits)("%s", async (_name, desired, edit, paths) => {
    const context = await cluster.contextOf(desired);
    const before = await cluster.read(desired);
    const remembered = rememberOf(desired, before, context);
    await cluster.edit(desired, typeof edit === "function" ? edit(before) : edit);
    const { local, confirmed } = await cluster.judge(desired, remembered ? { remembered } : {});
    expect([say(local), say(confirmed)]).toEqual(["Suspect", "OutOfSync"]);
    expect(confirmed.differences.map(({ path }) => path)).toEqual(paths);
    expect(JSON.stringify(confirmed)).not.toContain("Y2FuYXJ5");
    await cluster.apply(desired);
    const healed = await cluster.judge(desired);
    expect([say(healed.local), say(healed.confirmed)]).toEqual(["Synced", "Synced"]);
  });

  test("a scale, and an application that ignores replicas", async () => {
    const desired = find("Deployment", "everything");
    await cluster.edit(desired, { spec: { replicas: 5 } }, "/scale");
    const found = await cluster.judge(desired);
    expect([say(found.local), say(found.confirmed)]).toEqual(["Suspect", "OutOfSync"]);
    const rule = {
      group: "apps",
      kind: "Deployment",
      name: "",
      namespace: "",
      jsonPointers: ["/spec/replicas"],
      jqPathExpressions: [],
      managedFieldsManagers: [],
    };
    const ignored = await cluster.judge(desired, { ignore: [rule] });
    expect([say(ignored.local), say(ignored.confirmed)]).toEqual(["Synced", "Synced"]);
    const byManager = {
      ...rule,
      jsonPointers: [],
      jqPathExpressions: [],
      managedFieldsManagers: ["somebody"],
    };
    const trusted = await cluster.judge(desired, { ignore: [byManager] });
    expect([say(trusted.local), say(trusted.confirmed)]).toEqual(["Synced", "Synced"]);
    await cluster.apply(desired);
  });

  test("a value changed and back is a repair, locally and by the dry-run", async () => {
    const desired = find("CronJob", "nightly");
    await cluster.edit(desired, { spec: { schedule: "0 4 * * *" } });
    await cluster.edit(desired, { spec: { schedule: "0 3 * * *" } });
    const { local, confirmed } = await cluster.judge(desired);
    expect([say(local), say(confirmed)]).toEqual(["Synced, repair", "Synced, repair"]);
    await cluster.apply(desired);
  });

  test("a field that Git dropped, and one that Git added and somebody had set already", async () => {
    const { spec, ...rest } = find("CronJob", "nightly").object;
    const { suspend: _suspend, ...dropped } = isObject(spec) ? spec : {};
    const without = toDesiredObject({ ...rest, spec: dropped }, hash);
    const found = await cluster.judge(without);
    expect(say(found.local)).toBe("Suspect");
    const added = toDesiredObject(
      { ...rest, spec: { ...dropped, suspend: false, timeZone: "Etc/UTC" } },
      hash,
    );
    await cluster.edit(added, { spec: { timeZone: "Etc/UTC" } });
    const taken = await cluster.judge(added);
    expect([say(taken.local), say(taken.confirmed)]).toEqual(["Synced, repair", "Synced, repair"]);
  });

  test("a dry-run of a newer object than the one read can be told", async () => {
    const desired = find("ConfigMap", "files");
    const before = await cluster.read(desired);
    expect(isSameVersion(before, await cluster.apply(desired, true))).toBe(true);
    await cluster.edit(desired, { metadata: { labels: { moved: "yes" } } });
    expect(isSameVersion(before, await cluster.apply(desired, true))).toBe(false);
  });
});
