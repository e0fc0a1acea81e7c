import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { guardRequests } from "../../src/local/serverless-plugin.ts";

let servers: Server[];
let ports: { http: number; lambda: number; other: number };
let endGuard: () => void;

beforeEach(async () => {
  servers = [];
  ports = { http: await listen(), lambda: await listen(), other: await listen() };
  endGuard = guardRequests(ports);
});
afterEach(() => {
  endGuard();
  for (const server of servers) server.close();
});

/** A server that answers with the path it was asked for. */
async function listen(): Promise<number> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.end(incoming.url);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function ask(port: number, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", method: "POST", path: "/invocations", headers });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      response.setEncoding("utf8").on("data", resolve);
    });
    outgoing.end("{}");
  });
}

const served = "/invocations";
const refused = "/refused";
const override = { "sls-offline-authorizer-override": '{"iam":{}}' };

describe("who may invoke functions of the local mode", () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["a program of this machine may", {}, served],
    ["a web page may not: its request has an Origin", { origin: "https://example.org" }, refused],
    ["nor one that hides it", { "sec-fetch-site": "cross-site" }, refused],
    ["nor one that was loaded under a name of its own", { host: "example.org" }, refused],
    ["nor under this port of such a name", { host: "127.0.0.1.example.org:1" }, refused],
  ])("%s", async (_rule, headers, wanted) => expect(await ask(ports.lambda, headers)).toBe(wanted));

  test("localhost is this machine", async () =>
    expect(await ask(ports.lambda, { host: `localhost:${ports.lambda}` })).toBe(served));

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["nobody names themselves at the API", override, refused],
    [
      "a Git host's push may come through a tunnel, under another name",
      { host: "tunnel.example.org" },
      served,
    ],
    ["a web page may ask the API: it needs a token", { origin: "https://example.org" }, served],
  ])("%s", async (_rule, headers, wanted) => expect(await ask(ports.http, headers)).toBe(wanted));

  test("other servers of the process are left alone", async () =>
    expect(await ask(ports.other, { origin: "https://example.org", ...override })).toBe(served));

  test("after its end nothing is refused", async () => {
    endGuard();
    expect(await ask(ports.lambda, { origin: "https://example.org" })).toBe(served);
  });
});
