import { expect, test } from "vitest";
import { readField } from "../../../src/kube/json.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";

export const quantities = { name: "Quantities, times and bytes", rules };

const invalid = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const applyType = "application/apply-patch+yaml";

/** What a list of resources makes of an amount. */
const amounts: readonly (readonly [given: unknown, stored: string])[] = [
  ["1000m", "1"],
  ["0.5", "500m"],
  [".5", "500m"],
  ["00.5", "500m"],
  ["1.", "1."],
  ["1024Mi", "1Gi"],
  ["1.5Gi", "1536Mi"],
  ["0.3Gi", "322122547200m"],
  ["0.5Ki", "512"],
  ["1Ki", "1Ki"],
  ["1024", "1024"],
  ["2.5Ki", "2560"],
  ["100Ti", "100Ti"],
  ["1e3", "1e3"],
  ["1500e3", "1500e3"],
  ["1.5e3", "1500"],
  ["1E", "1E"],
  ["1E3", "1E3"],
  ["5e-7", "1e-3"],
  ["+5", "+5"],
  ["0", "0"],
  ["0e5", "0"],
  ["0Ki", "0"],
  ["1000000", "1M"],
  ["1500000", "1500k"],
  ["12345678901234567890", "12345678901234567890"],
  ["123456789012345.678", "123456789012345.678"],
  [5, "5"],
  [0.5, "500m"],
  [" 5 ", "5"],
];

const roundedUp: readonly (readonly [string, string])[] = [
  ["0.1m", "1m"],
  ["1n", "1m"],
  ["1u", "1m"],
  ["1500u", "2m"],
  ["0.0000000001", "1m"],
];

const wrong: readonly (readonly [unknown, string])[] = [
  ["abc", invalid],
  ["1 Gi", invalid],
  ["", invalid],
  ["1Xi", invalid],
  ["1.2.3", invalid],
  ["1e", "unable to parse quantity's suffix"],
  ["--1", "unable to parse quantity's suffix"],
];

const bytes: readonly (readonly [string, string | number])[] = [
  ["YWJjZA==", "YWJjZA=="],
  ["YWJj\n", "YWJj"],
  ["YR==", "YQ=="],
  ["", ""],
  ["abc", 0],
  ["YW Jj", 2],
  ["YWJjZA=", 7],
  ["YWJj=", 4],
  ["!!!!", 0],
];

const times: readonly (readonly [string, string])[] = [
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
  ["2026-01-02T03:04:05.123Z", "2026-01-02T03:04:05Z"],
  ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"],
];

function rules(subject: RuleSubject): void {
  let made: Promise<string> | undefined;
  const space = () => {
    made ??= subject.server().makeSpace();
    return made;
  };
  const send = async (plural: string, body: object): Promise<ApiAnswer> =>
    await subject.server().call("POST", `/api/v1/namespaces/${await space()}/${plural}?dryRun=All`, { body });
  const apply = async (plural: string, name: string, body: object): Promise<ApiAnswer> => {
    const path = `/api/v1/namespaces/${await space()}/${plural}/${name}?dryRun=All&fieldManager=tester`;
    return await subject.server().call("PATCH", path, { body, contentType: applyType });
  };

  test.each(amounts)("an amount of %j is stored as %s", async (given, stored) => {
    const { body } = await send("resourcequotas", quota(given));
    expect(readField(body, "spec", "hard", "requests.cpu")).toBe(stored);
  });

  test.each(roundedUp)("resources below a thousandth are rounded up: %s is %s", async (given, stored) => {
    const { body } = await send("resourcequotas", quota(given));
    expect(readField(body, "spec", "hard", "requests.cpu")).toBe(stored);
  });

  test.each(wrong)("%j is no amount", async (given, why) => {
    const { status, body } = await send("resourcequotas", quota(given));
    expect(status).toBe(400);
    const message = `ResourceQuota in version "v1" cannot be handled as a ResourceQuota: ${why}`;
    expect(body).toMatchObject({ message, reason: "BadRequest" });
  });

  test("an apply with a wrong amount is an error of the server", async () => {
    const { status, body } = await apply("resourcequotas", "q", quota("abc"));
    const type = "/v1, Kind=ResourceQuota";
    expect(status).toBe(500);
    expect(body["message"]).toBe(
      `failed to convert new object (/q; ${type}) to proper version: unable to convert unstructured object to ${type}: ${invalid}`,
    );
  });

  test("limits and requests of containers are rounded and canonical", async () => {
    const resources = { limits: { cpu: "0.0001", memory: "1024Mi" }, requests: { cpu: "0.00001" } };
    const spec = { containers: [{ name: "a", image: "a:1", resources }] };
    const { body } = await send("podtemplates", {
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: { name: "t" },
      template: { metadata: { labels: { a: "b" } }, spec },
    });
    expect(readField(body, "template", "spec")).toMatchObject({
      containers: [{ resources: { limits: { cpu: "1m", memory: "1Gi" }, requests: { cpu: "1m" } } }],
    });
  });

  test("a size that is no list of resources keeps fractions", async () => {
    const volumes = [{ name: "v", emptyDir: { sizeLimit: "1500u" } }];
    const spec = { containers: [{ name: "a", image: "a:1" }], volumes };
    const { body } = await send("podtemplates", {
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: { name: "t" },
      template: { metadata: { labels: { a: "b" } }, spec },
    });
    expect(readField(body, "template", "spec")).toMatchObject({
      volumes: [{ emptyDir: { sizeLimit: "1500u" } }],
    });
  });

  test.each(bytes)("bytes written as %j", async (given, stored) => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { key: given } };
    const { status, body } = await send("secrets", secret);
    if (typeof stored === "string") {
      expect(readField(body, "data", "key")).toBe(stored);
      return;
    }
    const why = `illegal base64 data at input byte ${stored}`;
    expect({ status, message: body["message"] }).toEqual({
      status: 400,
      message: `Secret in version "v1" cannot be handled as a Secret: ${why}`,
    });
  });

  test("an apply with wrong bytes is an error of the server", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { key: "abc" } };
    const { status, body } = await apply("secrets", "s", secret);
    expect(status).toBe(500);
    expect(body["message"]).toMatch(/: error decoding from json: illegal base64 data at input byte 0$/);
  });

  test.each(times)("the time %s is stored as %s", async (given, stored) => {
    const { body } = await send("events", { ...event(await space()), firstTimestamp: given });
    expect(body["firstTimestamp"]).toBe(stored);
  });

  test("what is no time says where it stops being one", async () => {
    const { status, body } = await send("events", { ...event(await space()), firstTimestamp: "2026-01-02" });
    expect(status).toBe(400);
    expect(body["message"]).toBe(
      'Event in version "v1" cannot be handled as a Event: parsing time "2026-01-02" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
    );
  });

  test("a time of microseconds needs six digits", async () => {
    const { status, body } = await send("events", {
      ...event(await space()),
      eventTime: "2026-01-02T03:04:05Z",
    });
    expect(status).toBe(400);
    expect(body["message"]).toMatch(
      /as "2006-01-02T15:04:05\.000000Z07:00": cannot parse "Z" as "\.000000"$/,
    );
  });

  test("nulls, empty lists and zeros that Go leaves out are not stored", async () => {
    const { body } = await send("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s", labels: null, annotations: {}, finalizers: [] },
      spec: {
        clusterIP: "None",
        selector: {},
        externalName: "",
        ports: [{ port: 1, name: "", nodePort: 0 }],
      },
    });
    expect(body["metadata"]).not.toHaveProperty("annotations");
    expect(body["metadata"]).not.toHaveProperty("finalizers");
    expect(body["spec"]).not.toHaveProperty("selector");
    expect(body["spec"]).not.toHaveProperty("externalName");
    expect(readField(body, "spec", "ports")).toEqual([{ port: 1, protocol: "TCP", targetPort: 1 }]);
  });

  test("a number written as text stays text where either may be", async () => {
    const spec = { clusterIP: "None", ports: [{ port: 1, targetPort: "http" }] };
    const { body } = await send("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec,
    });
    expect(readField(body, "spec", "ports")).toEqual([{ port: 1, protocol: "TCP", targetPort: "http" }]);
  });
}

function quota(amount: unknown): object {
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "q" },
    spec: { hard: { "requests.cpu": amount } },
  };
}

function event(namespace: string): object {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "e" },
    involvedObject: { kind: "Pod", name: "p", namespace },
    reportingComponent: "c",
    reportingInstance: "i",
    action: "a",
    reason: "r",
    type: "Normal",
  };
}
