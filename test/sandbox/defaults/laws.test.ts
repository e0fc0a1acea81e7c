import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { readStoredCases, toCollection } from "../../contracts/kubernetes/stored-case.ts";
import { type Opened, openSandbox } from "../open-sandbox.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openSandbox({ controllers: false });
});
afterAll(() => opened.sandbox.close());

const cases = readStoredCases().filter(({ created }) => !/^\d/.test(created));
const versionOf = ({ metadata }: KubeObject) => metadata.resourceVersion;

describe.each(cases)("$name", ({ object: given }) => {
  const object: KubeObject = JSON.parse(JSON.stringify(given).replaceAll("<space>", "n"));
  const path = `${toCollection(object, "n")}/${object.metadata.name}`;

  test("applied twice, it stays as it is", async () => {
    const first = await opened.apply(path, object);
    expect(first.body.metadata, JSON.stringify(first.body)).toBeDefined();
    const second = await opened.apply(path, object);
    expect(versionOf(second.body)).toBe(versionOf(first.body));
  });

  test("put as it was read, it stays as it is", async () => {
    const { body } = await opened.ask("GET", path);
    const put = await opened.ask("PUT", path, body);
    expect(put.status, JSON.stringify(put.body)).toBe(200);
    expect(put.body).toEqual(body);
  });
});
