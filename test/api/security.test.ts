import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../src/api/api.ts";
import { ReconcileError } from "../../src/errors.ts";
import { application } from "../stories/manifests.ts";
import { canary, type Over, openStage, shop, shopPath, toApiRequest, token } from "./stage.ts";

const stage = openStage();
const path = "/api/v1/applications";
const base64 = Buffer.from(canary).toString("base64");
const liveCanary = "live-canary-77aa-do-not-show";

/** Everything that can be read of an application. */
const reads = [
  "",
  "/records",
  "/resources",
  "/manifests",
  "/diff",
  "/managed-resources",
  "/resource-tree",
].map((part) => `${shopPath}${part}`);

describe("unauthenticated endpoints: everything but the version needs a token", () => {
  const requests: readonly [string, string][] = [
    ["GET", path],
    ["GET", shopPath],
    ["GET", `${path}/unknown`],
    ["GET", `${path}/NO_NAME`],
    ["PATCH", shopPath],
    ["POST", `${shopPath}/sync`],
    ["DELETE", shopPath],
    ...["rollback", "release", "confirm-deletion"].map((part): [string, string] => [
      "POST",
      `${shopPath}/${part}`,
    ]),
    ["PUT", `${shopPath}/spec`],
    ["GET", "/api/v1/pauses"],
    ["POST", "/api/v1/pauses"],
    ["GET", "/api/v1/nothing"],
    ["GET", "/"],
    ...reads.map((read): [string, string] => ["GET", read]),
  ];
  const type = { "content-type": "application/json" };
  const wrong: readonly [string, Over][] = [
    ["no token", { headers: type }],
    ["an empty token", { headers: { ...type, authorization: "Bearer " } }],
    ["a wrong token", { headers: { ...type, authorization: `Bearer ${token}x` } }],
    ["the token's beginning", { headers: { ...type, authorization: `Bearer ${token.slice(0, -1)}` } }],
    ["another scheme", { headers: { ...type, authorization: `Basic ${token}` } }],
    ["the bare token", { headers: { ...type, authorization: token } }],
    ["two tokens", { headers: { ...type, authorization: `Bearer ${token} ${token}` } }],
    ["a very long token", { headers: { ...type, authorization: `Bearer ${"a".repeat(100_000)}` } }],
    ["a token in a query", { headers: type, query: `access_token=${token}&token=${token}` }],
  ];

  // Enumeration: whether something is there cannot be told from the answer.
  test.each(wrong)("%s: the same answer whatever is asked for", async (_, over) => {
    const answers = await Promise.all(requests.map(([method, place]) => stage.ask(method, place, over)));
    for (const each of answers) expect(each).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({
      status: 401,
      headers: { "www-authenticate": expect.stringMatching(/^Bearer /) },
      body: { code: "UNAUTHENTICATED" },
    });
    expect(stage.takeWoken()).toEqual([]);
  });

  test("a body is not read before the token is", async () => {
    const over = { headers: type, body: "{" };
    expect(await stage.ask("POST", path, over)).toMatchObject({ status: 401 });
  });

  test.each(["Bearer", "bearer", "BEARER"])("the scheme's name may be written %s", async (scheme) => {
    const headers = { authorization: `${scheme} ${token}` };
    expect(await stage.ask("GET", shopPath, { headers })).toMatchObject({ status: 200 });
  });

  test("a token that was taken away is refused at once", async () => {
    const tokens = { has: () => Promise.resolve(false) };
    expect(await answer(toApiRequest("GET", shopPath), { ...stage.ports, tokens })).toMatchObject({
      status: 401,
    });
  });
});

describe("CSRF: what a web page of a stranger can make a browser send changes nothing", () => {
  const parts = ["/sync", "/refresh", "/terminate", "/rollback", "/release", "/confirm-deletion", ""];
  const places = parts.map((part) => `${shopPath}${part}`);
  test.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; application/json",
    "application/jsonx",
    "",
  ])("content type %j", async (type) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    for (const place of places) {
      const method = place === shopPath ? "PUT" : "POST";
      const refused = await stage.ask(method, place, { headers, body: "{}" });
      expect(refused).toMatchObject({ status: 415, body: { code: "CONTENT_TYPE_UNSUPPORTED" } });
    }
    expect(stage.takeWoken()).toEqual([]);
  });

  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "%j is taken",
    async (type) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": type };
      expect(await stage.ask("POST", `${shopPath}/refresh`, { headers })).toMatchObject({ status: 200 });
      stage.takeWoken();
    },
  );
});

describe("secrets in output", () => {
  beforeAll(async () => {
    await stage.world.settle(shop, stage.process);
    const place = "/api/v1/namespaces/shop/secrets/password";
    await stage.cluster.ask("PATCH", place, {
      data: { password: Buffer.from(liveCanary).toString("base64") },
    });
    await stage.cluster.ask("PATCH", "/api/v1/namespaces/shop/configmaps/settings", { data: { value: "2" } });
  });

  test.each(reads)("%s holds no value of a Secret, of Git or live", async (place) => {
    const { status, body } = await stage.ask("GET", place);
    expect(status).toBe(200);
    const text = JSON.stringify(body);
    for (const form of [canary, base64, liveCanary, Buffer.from(liveCanary).toString("base64")])
      expect(text).not.toContain(form);
    expect(text).not.toContain(base64.replace(/=+$/, ""));
  });

  test("a diff shows which fields differ, and masks those of a Secret", async () => {
    const { body } = await stage.ask("GET", `${shopPath}/diff`);
    expect(body).toMatchObject({
      status: "OutOfSync",
      items: [
        {
          group: "",
          version: "v1",
          kind: "ConfigMap",
          namespace: "shop",
          name: "settings",
          status: "OutOfSync",
          differences: [{ path: "data.value", desired: "1", live: "2" }],
          diff: expect.stringMatching(/\n-\s+value: "2"\n\+\s+value: "1"\n/),
        },
        {
          kind: "Secret",
          name: "password",
          differences: [{ path: "data.password", desired: "++++++++", live: "++++++" }],
          diff: expect.stringContaining("++++++"),
        },
      ],
    });
  });

  test("manifests show that there is a value, and not which", async () => {
    const { body } = await stage.ask("GET", `${shopPath}/manifests`);
    const objects = (body as { manifests: string[] }).manifests.map((each) => JSON.parse(each));
    expect(objects.find(({ kind }) => kind === "Secret")).toMatchObject({
      metadata: { name: "password", annotations: { note: "++++++" } },
      data: { password: "++++++", "same-file": "++++++" },
    });
  });

  test("a user in a repository's URL, which may be a token, is shown nowhere", async () => {
    const repoURL = "https://ghp-4711@git.example.com/shop.git";
    const { metadata: _metadata, ...rest } = application("url", repoURL);
    await stage.world.save({ ...rest, metadata: { name: "url", namespace: "argocd" } });
    for (const place of [`${path}/url`, path, `${path}/url/resources`, `${path}/url/records`]) {
      const { status, body } = await stage.ask("GET", place);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain("ghp-4711");
    }
    expect(await stage.ask("GET", `${path}/url`)).toMatchObject({
      body: { spec: { source: { repoURL: "https://***@git.example.com/shop.git" } } },
    });
  });

  test("nor in what Git wants, in fields that differ and in a diff", async () => {
    const url = "https://ghp-4713@git.example.com/r.git";
    await stage.cluster.ask("PATCH", "/api/v1/namespaces/shop/configmaps/source", { data: { repoURL: url } });
    const { body } = await stage.ask("GET", `${shopPath}/diff`);
    const masked = "https://***@git.example.com/r.git";
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({
        name: "source",
        differences: [{ path: "data.repoURL", desired: masked, live: masked }],
        diff: expect.stringContaining(`-  repoURL: ${masked}\n+  repoURL: ${masked}\n`),
      }),
    );
    for (const place of reads)
      expect(JSON.stringify((await stage.ask("GET", place)).body)).not.toMatch(/ghp-471[23]/);
  });

  test("an error of ours that names a URL does not name its user", async () => {
    const git = {
      ...stage.ports.git,
      resolve: () => {
        throw new ReconcileError(
          "REPOSITORY_DENIED",
          "Cannot read https://me:pa55word@git.example.com/r.git",
        );
      },
    };
    const refused = await answer(toApiRequest("GET", `${shopPath}/diff`), { ...stage.ports, git });
    expect(refused).toMatchObject({ status: 422, body: { code: "REPOSITORY_DENIED" } });
    expect(JSON.stringify(refused)).not.toContain("pa55word");
  });

  test("JSON that is wrong is not quoted", async () => {
    const { body } = await stage.ask("POST", path, { body: `{"password": "${canary}",}` });
    expect(JSON.stringify(body)).not.toContain(canary);
  });
});

describe("project and namespace confusion: what a call names is what it changes", () => {
  const writes: readonly [string, string, object][] = [
    ["POST", "sync", {}],
    ["POST", "rollback", { id: 1 }],
    ["POST", "release", {}],
    ["POST", "confirm-deletion", {}],
    ["POST", "refresh", {}],
    ["POST", "terminate", {}],
    ["PUT", "spec", {}],
    ["PATCH", "", { patch: "[]" }],
    ["DELETE", "", {}],
  ];

  test.each(["project=secret", "appNamespace=teams", "project=default&appNamespace=teams"])(
    "%s: an application that is not there in it is not found, whatever is asked",
    async (query) => {
      stage.takeWoken();
      for (const [method, part, json] of writes) {
        const place = part === "" ? shopPath : `${shopPath}/${part}`;
        const answered = await stage.ask(method, place, { query, json });
        expect(answered, `${method} ${part}`).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
      }
      expect(stage.takeWoken()).toEqual([]);
    },
  );

  test("a body that names another application is refused", async () => {
    for (const part of ["sync", "rollback", "release"]) {
      for (const json of [{ name: "other" }, { appNamespace: "teams" }, { project: "secret" }]) {
        const refused = await stage.ask("POST", `${shopPath}/${part}`, { json });
        expect(refused).toMatchObject({ status: 400, body: { code: "UNSUPPORTED" } });
      }
    }
    expect(stage.takeWoken()).toEqual([]);
  });

  test("no spec and no patch moves an application to a project that does not allow it", async () => {
    const metadata = { name: "closed-project", namespace: "argocd" };
    const spec = { sourceRepos: [], destinations: [] };
    await stage.world.save({ apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", metadata, spec });
    const patch = JSON.stringify({ spec: { project: "closed-project" } });
    const over = { json: { patch, patchType: "merge" } };
    expect(await stage.ask("PATCH", shopPath, over)).toMatchObject({
      status: 403,
      body: { code: "PROJECT_DENIED" },
    });
    expect(await stage.ask("GET", shopPath)).toMatchObject({ body: { spec: { project: "default" } } });
  });
});

describe("read models: fields of an answer are named, never copied", () => {
  test("metadata and fields that were stored by mistake are not shown", async () => {
    const plain = application("extra", stage.repository.url);
    const extra = { managedFields: [{ manager: canary }], uid: canary };
    await stage.world.save({
      ...plain,
      metadata: { ...(plain["metadata"] as object), ...extra },
      operation: { by: canary },
      status: { token: canary },
      more: canary,
    });
    for (const place of [`${path}/extra`, path])
      expect(JSON.stringify((await stage.ask("GET", place)).body)).not.toContain(canary);
  });
});

describe("DoS: what one request may cost is bounded", () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  test.each<[string, string]>([
    ["an object nested 100,000 deep", deep(100_000)],
    ["a list nested 500,000 deep", `{"a":${"[".repeat(500_000)}${"]".repeat(500_000)}}`],
    ["a million open brackets", "[".repeat(1_000_000)],
    ["an object nested one deeper than allowed", deep(101)],
    ["a number of 900,000 digits", `{"a":${"9".repeat(900_000)}}`],
    ["90,000 unknown fields", `{${Array.from({ length: 90_000 }, (_, n) => `"f${n}":1`).join(",")}}`],
  ])("%s is refused quickly", async (_, body) => {
    const start = performance.now();
    const refused = await stage.ask("POST", path, { body });
    expect(refused.status).toBe(400);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(JSON.stringify(refused.body).length).toBeLessThan(20_000);
  });

  test.each([
    ["a selector of commas", `selector=${"a,".repeat(900)}`],
    ["a selector of brackets", `selector=${"a in (".repeat(300)}`],
    ["a long selector", `selector=${"a".repeat(100_000)}`],
    ["thousands of projects", "project=a&".repeat(5_000)],
    ["thousands of parameters", Array.from({ length: 5_000 }, (_, n) => `p${n}=1`).join("&")],
  ])("%s is refused quickly", async (_, query) => {
    const start = performance.now();
    const refused = await stage.ask("GET", path, { query });
    expect(refused).toMatchObject({ status: 400, body: { code: "BAD_QUERY" } });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(JSON.stringify(refused.body).length).toBeLessThan(20_000);
  });
});

describe("errors", () => {
  test("an outside that fails is no answer: whoever runs this is told", async () => {
    const error = new ReconcileError("STATE_UNREACHABLE", "Cannot read the table");
    const data = { read: () => Promise.reject(error), readRecords: () => Promise.reject(error) };
    await expect(answer(toApiRequest("GET", shopPath), { ...stage.ports, data })).rejects.toBe(error);
  });

  test("what nobody expected is not answered with its stack", async () => {
    const error = new TypeError("x is not a function");
    const data = { read: () => Promise.reject(error), readRecords: () => Promise.reject(error) };
    await expect(answer(toApiRequest("GET", shopPath), { ...stage.ports, data })).rejects.toBe(error);
  });
});
