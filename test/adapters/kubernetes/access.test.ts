import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toAccess } from "../../../src/adapters/kubernetes/access.ts";
import { toAuthorize } from "../../../src/adapters/kubernetes/authorize.ts";
import { loadKubeconfig } from "../../../src/adapters/kubernetes/kubeconfig.ts";
import { type KubeconfigFolder, makeKubeconfigFolder, toKubeconfig } from "./kubeconfig-file.ts";
import { tlsFile } from "./local-server.ts";

let files: KubeconfigFolder;
beforeAll(async () => {
  files = await makeKubeconfigFolder();
});
afterAll(() => files.remove());

const server = "https://api.example.com:6443";
let count = 0;

async function accessOf(cluster: object, user: object = {}) {
  count += 1;
  const path = await files.write(`config-${count}`, toKubeconfig(cluster, user));
  return toAccess(await loadKubeconfig([path]), "main");
}

async function headersOf(user: object) {
  const access = await accessOf({ server }, user);
  return toAuthorize(access.credentials, access.impersonation, undefined).headers();
}

describe("merging", () => {
  test("as kubectl: the first file to name an entry wins, the first current-context too", async () => {
    const first = await files.write("first", toKubeconfig({ server: "https://first" }));
    const second = await files.write("second", {
      ...toKubeconfig({ server: "https://second" }),
      "current-context": "other",
      contexts: [
        { name: "other", context: { cluster: "main", user: "main" } },
        { name: "main", context: { cluster: "none", user: "none" } },
      ],
    });
    const merged = await loadKubeconfig([first, `${first}-missing`, second]);
    expect(merged.currentContext).toBe("main");
    expect([...merged.contexts.keys()]).toEqual(["main", "other"]);
    expect((await toAccess(merged, "other")).endpoint.url.host).toBe("first");
  });

  test("no file at all is an empty kubeconfig", async () => {
    const merged = await loadKubeconfig([`${files.folder}/none`]);
    expect(merged.contexts.size).toBe(0);
    expect(merged).not.toHaveProperty("currentContext");
  });

  test.each([
    ["YAML that does not parse", 'users:\n- name: x\n  user: {token: "canary-1\n', "Cannot read kubeconfig"],
    ["a list instead of a mapping", "[1]", "not a YAML mapping"],
    ["contexts that are no list", "contexts: {}", "contexts is not a list"],
    ["an entry without a name", "users: [{user: {token: canary-2}}]", "users[0] has no name"],
    ["an entry without a body", "clusters: [{name: x}]", "clusters[0] has no cluster"],
  ])("%s: CONFIG_INVALID, and no token in the message", async (_rule, text, expected) => {
    const path = await files.write("broken", text);
    const error = await loadKubeconfig([path]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(String(error)).toContain(expected);
    expect(JSON.stringify([String(error), String(Object(error).cause)])).not.toContain("canary");
  });
});

describe("TLS", () => {
  test("certificates as data and as files, whose names are relative to the kubeconfig", async () => {
    const pem = readFileSync(tlsFile("client.crt"), "utf8");
    const key = readFileSync(tlsFile("client.key"), "utf8");
    await files.write("ca.crt", pem);
    await files.write("client.key", key);
    const { endpoint } = await accessOf(
      { server, "certificate-authority": "ca.crt", "tls-server-name": "api" },
      { "client-certificate-data": Buffer.from(pem).toString("base64"), "client-key": "client.key" },
    );
    expect(endpoint).toMatchObject({ ca: pem, cert: pem, key, serverName: "api" });
  });

  test("a file that is missing is named", async () => {
    const made = accessOf({ server, "certificate-authority": "none.crt" });
    await expect(made).rejects.toMatchObject({ message: expect.stringContaining("none.crt") });
  });

  test.each([
    ["insecure-skip-tls-verify", { server, "insecure-skip-tls-verify": true }, "insecure-skip-tls-verify"],
    ["a proxy", { server, "proxy-url": "http://proxy" }, "proxy-url"],
    ["plain http to another machine", { server: "http://api.example.com" }, "plain http"],
    ["credentials in the address", { server: "https://u:canary@api.example.com" }, "holds credentials"],
    ["another scheme", { server: "ftp://api.example.com" }, "not an https URL"],
    ["no address", { server: "api.example.com:99999/" }, "not"],
  ])("%s is refused", async (_rule, cluster, expected) => {
    const error = await accessOf(cluster).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CONFIG_INVALID" });
    expect(String(error)).toContain(expected);
    expect(String(error)).not.toContain("canary");
  });

  test("all problems are told at once", async () => {
    const cluster = {
      server: "http://api.example.com",
      "insecure-skip-tls-verify": true,
      "proxy-url": "http://p",
    };
    const error = await accessOf(cluster).catch((thrown: unknown) => thrown);
    expect(String(error).split("; ")).toHaveLength(3);
  });

  test.each(["http://127.0.0.1:8001", "http://localhost:8001", "http://[::1]:8001"])(
    "plain http to this machine is allowed: %s",
    async (local) => {
      expect((await accessOf({ server: local })).endpoint.url.protocol).toBe("http:");
    },
  );
});

describe("users", () => {
  test.each([
    ["nobody", {}, {}],
    ["a token", { token: "abc\n" }, { authorization: "Bearer abc" }],
    ["name and password", { username: "u", password: "p" }, { authorization: "Basic dTpw" }],
    ["a token before a password", { token: "abc", username: "u" }, { authorization: "Bearer abc" }],
    [
      "impersonation goes with every request",
      { token: "abc", as: "jane", "as-groups": ["a", "b"], "as-uid": "1" },
      {
        authorization: "Bearer abc",
        "impersonate-user": "jane",
        "impersonate-group": ["a", "b"],
        "impersonate-uid": "1",
      },
    ],
  ])("%s", async (_rule, user, headers) => {
    expect(await headersOf(user)).toEqual(headers);
  });

  test("tokenFile goes before token, and is read again after a 401", async () => {
    await files.write("token", "first\n");
    const access = await accessOf({ server }, { tokenFile: "token", token: "other" });
    const authorize = toAuthorize(access.credentials, {}, undefined);
    expect(await authorize.headers()).toEqual({ authorization: "Bearer first" });
    await files.write("token", "second\n");
    expect(await authorize.headers()).toEqual({ authorization: "Bearer first" });
    expect(authorize.forget()).toBe(true);
    expect(await authorize.headers()).toEqual({ authorization: "Bearer second" });
  });

  test("a tokenFile that is missing: CREDENTIALS_REFUSED, and found once it is there", async () => {
    const access = await accessOf({ server }, { tokenFile: "late-token" });
    const authorize = toAuthorize(access.credentials, {}, undefined);
    await expect(authorize.headers()).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
    await files.write("late-token", "here");
    expect(await authorize.headers()).toEqual({ authorization: "Bearer here" });
  });

  test.each([
    ["auth-provider", { "auth-provider": { name: "gcp" } }, "auth-provider is not supported"],
    [
      "exec of any program",
      { exec: { command: "/bin/sh", args: ["-c", "id"] } },
      'exec of "/bin/sh" is not allowed',
    ],
    ["impersonation that would be cut short", { "as-groups": ["a"] }, "need as"],
    ["extra fields of impersonation", { as: "jane", "as-user-extra": { a: ["b"] } }, "as-user-extra"],
  ])("%s is refused", async (_rule, user, expected) => {
    const error = await accessOf({ server }, user).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CREDENTIALS_REFUSED" });
    expect(String(error)).toContain(expected);
  });

  test("a password is not sent over plain http", async () => {
    const made = accessOf({ server: "http://127.0.0.1:1" }, { username: "u", password: "canary" });
    await expect(made).rejects.toMatchObject({ code: "CREDENTIALS_REFUSED" });
  });

  test("an EKS user needs the EKS adapter", async () => {
    const exec = {
      command: "aws",
      args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "c"],
    };
    const access = await accessOf({ server }, { exec });
    expect(() => toAuthorize(access.credentials, {}, undefined)).toThrow(/no EKS access/);
    const eks = {
      token: () => Promise.resolve("made"),
      describe: () => Promise.reject(new Error("not asked")),
    };
    const headers = await toAuthorize(access.credentials, {}, eks).headers();
    expect(headers).toEqual({ authorization: "Bearer made" });
  });
});
