import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../../src/api/api.ts";
import { toCursor } from "../../../src/api/cursor.ts";
import type { ApplicationName } from "../../../src/application/application.ts";
import { openStage, toApiRequest, toBody } from "../stage.ts";

const stage = openStage();
const path = "/api/v1/applications";

const declared: readonly [string, string, string, Record<string, string>][] = [
  ["argocd", "blue", "default", { team: "a", tier: "web" }],
  ["argocd", "green", "default", { team: "b" }],
  ["argocd", "red", "shops", { team: "a" }],
  ["teams", "amber", "shops", {}],
];

beforeAll(async () => {
  for (const [namespace, name, project, labels] of declared) {
    const { spec, ...rest } = toBody(name, stage.repository.url, { metadata: { namespace, labels } });
    await stage.world.save({ ...rest, spec: { ...(spec as object), project } });
  }
});

type Page = {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly { readonly metadata: { readonly namespace: string; readonly name: string } }[];
};

async function list(query = ""): Promise<Page> {
  const { status, body } = await stage.ask("GET", path, { query });
  expect(status).toBe(200);
  return body as Page;
}

const namesOf = ({ items }: Page) => items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
const all = ["argocd/blue", "argocd/green", "argocd/red", "argocd/shop", "teams/amber"];

describe("a list of Applications", () => {
  test("goes by namespace and name, and is Argo CD's ApplicationList", async () => {
    const page = await list();
    expect(namesOf(page)).toEqual(all);
    expect(page).toMatchObject({ apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationList", metadata: {} });
    expect(page.metadata).toEqual({});
  });

  test("has status and health of each, without its resources and results", async () => {
    const { items } = await list("name=shop");
    expect(items).toMatchObject([
      {
        status: {
          sync: { status: "Synced" },
          operationState: { phase: "Succeeded", syncResult: { resources: [] } },
          resources: [],
        },
      },
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    ["of one project", "project=shops", ["argocd/red", "teams/amber"]],
    ["of several projects", "projects=shops&projects=default", all],
    ["of one namespace", "appNamespace=teams", ["teams/amber"]],
    ["of one name", "name=red", ["argocd/red"]],
    ["with a label", "selector=team%3Da", ["argocd/blue", "argocd/red"]],
    ["with labels of which all must hold", "selector=team%3Da,!tier", ["argocd/red"]],
    ["of nothing", "project=nothing", []],
    ["with more allowed than there may be", "limit=999999999", all],
  ])("%s", async (_, query, names) => {
    expect(namesOf(await list(query))).toEqual(names);
  });

  test.each([1, 2, 3, 4, 5])("in pages of %i gives every one once, in order", async (limit) => {
    const names: string[] = [];
    let query = `limit=${limit}`;
    for (let pages = 0; pages < 6; pages += 1) {
      const page = await list(query);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      names.push(...namesOf(page));
      if (page.metadata.continue === undefined) break;
      query = `limit=${limit}&continue=${page.metadata.continue}`;
    }
    expect(names).toEqual(all);
  });

  test("in pages gives what is selected, although others lie between", async () => {
    const first = await list("limit=1&selector=team%3Da");
    const second = await list(`limit=1&selector=team%3Da&continue=${first.metadata.continue}`);
    expect([...namesOf(first), ...namesOf(second)]).toEqual(["argocd/blue", "argocd/red"]);
  });

  test("goes on behind an Application that is gone by now", async () => {
    const cursor = toCursor("applications", "argocd/grey");
    expect(namesOf(await list(`continue=${cursor}`))).toEqual(["argocd/red", "argocd/shop", "teams/amber"]);
  });

  test("asks for the states of its own page only", async () => {
    const read: string[] = [];
    const { data } = stage.ports;
    const watched = {
      readRecords: data.readRecords.bind(data),
      read: (name: ApplicationName) => {
        read.push(name.name);
        return data.read(name);
      },
    };
    await answer(toApiRequest("GET", path, { query: "limit=2" }), { ...stage.ports, data: watched });
    expect(read.toSorted()).toEqual(["blue", "green"]);
  });
});

describe("a cursor", () => {
  test.each([
    ["of another list", toCursor("records", "1767225600000-1")],
    ["of a name that is none", toCursor("applications", "argocd/../x")],
    ["of a namespace that is none", toCursor("applications", "ARGOCD/a")],
    ["without a name", toCursor("applications", "argocd")],
    ["with more than a name", toCursor("applications", "argocd/a/b")],
    ["that holds more", Buffer.from('{"applications":"argocd/a","x":1}').toString("base64url")],
    ["that is no JSON", Buffer.from("argocd/a").toString("base64url")],
    ["that is a list", Buffer.from("[]").toString("base64url")],
    ["with padding", `${Buffer.from("{}").toString("base64url")}=`],
    ["that is very long", "A".repeat(100_000)],
    ["that is empty", ""],
  ])("%s is refused", async (_, cursor) => {
    const answer = await stage.ask("GET", path, { query: `continue=${cursor}` });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_CURSOR" } });
  });
});
