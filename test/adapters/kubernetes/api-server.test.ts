import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { ApiServer, type ApiServerOptions } from "../../../src/adapters/kubernetes/api-server.ts";
import type { Authorize } from "../../../src/adapters/kubernetes/authorize.ts";
import type { Endpoint } from "../../../src/adapters/kubernetes/endpoint.ts";
import { codeOf } from "../../../src/errors.ts";
import { limits } from "../../../src/limits.ts";
import {
  type Answer,
  type LocalServer,
  type LocalServerOptions,
  startLocalServer,
  tlsFile,
} from "./local-server.ts";

const ca = readFileSync(tlsFile("ca.crt"), "utf8");
const anonymous: Authorize = { headers: () => Promise.resolve({}), forget: () => false };
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function serve(answer: Answer, options: LocalServerOptions = {}): Promise<LocalServer> {
  const server = await startLocalServer(answer, options);
  opened.push(server);
  return server;
}

function connect(
  server: { url: string },
  options: Partial<ApiServerOptions> & { tls?: Partial<Endpoint> } = {},
): ApiServer {
  const endpoint = { url: new URL(server.url), ca, ...options.tls };
  const api = new ApiServer({ endpoint, authorize: anonymous, userAgent: "outrigger/test", ...options });
  opened.push(api);
  return api;
}

const get = { method: "GET", path: "/version" } as const;
const remove = {
  method: "DELETE",
  path: "/x",
  contentType: "application/json",
  body: '{"uid":"ä"}',
} as const;

describe.each(["h2", "https", "http"] as const)("over %s", (protocol) => {
  test("one request and its answer; a body has its length in bytes, that of DELETE too", async () => {
    const server = await serve(() => ({ status: 201, body: { ok: true } }), { protocol });
    const api = connect(server);
    expect(await api.send(remove)).toEqual({ status: 201, text: '{"ok":true}' });
    const [one] = server.received;
    expect(one).toMatchObject({ method: "DELETE", path: "/x", body: remove.body });
    expect(one?.headers).toMatchObject({
      "content-length": "12",
      "user-agent": "outrigger/test",
      accept: "application/json",
    });
  });

  test("requests share kept-alive connections", async () => {
    const server = await serve(() => ({}), { protocol });
    const api = connect(server);
    for (let count = 0; count < 10; count += 1) await api.send(get);
    // The first TLS connection only finds out that the server has no HTTP/2.
    expect(server.connections()).toBeLessThanOrEqual(protocol === "https" ? 2 : 1);
  });

  test("an answer that is cut off is asked for again", async () => {
    const server = await serve(
      (one) => {
        if (server.received.length !== 2) return {};
        one.cutOff();
        return "cut";
      },
      { protocol },
    );
    const api = connect(server);
    await api.send(get);
    expect((await api.send(get)).status).toBe(200);
    expect(server.received).toHaveLength(3);
  });

  test("a path prefix of the server goes before every path", async () => {
    const server = await serve(() => ({}), { protocol });
    await connect({ url: `${server.url}/k8s/clusters/c-1/` }).send(get);
    expect(server.received[0]?.path).toBe("/k8s/clusters/c-1/version");
  });

  test("never more than the caps are in flight", async () => {
    const inFlight = { small: 0, lists: 0 };
    const most = { small: 0, lists: 0 };
    const server = await serve(
      async ({ path }) => {
        const kind = path === "/list" ? "lists" : "small";
        inFlight[kind] += 1;
        most[kind] = Math.max(most[kind], inFlight[kind]);
        await pause(40);
        inFlight[kind] -= 1;
        return {};
      },
      { protocol },
    );
    const api = connect(server);
    const small = Array.from({ length: 100 }, () => api.send(get));
    const lists = Array.from({ length: 20 }, () => api.send({ method: "GET", path: "/list", isList: true }));
    await Promise.all([...small, ...lists]);
    expect(most).toEqual({ small: limits.clusterRequestsInFlightMax, lists: limits.clusterListsInFlightMax });
  });

  test("what waits goes by its rank and by its arrival, and is not overtaken for ever", async () => {
    const server = await serve(() => ({}), { protocol });
    const api = connect(server, { requests: { inFlightMax: 1 } });
    const send = (path: string, rank?: number) =>
      api.send({ method: "GET", path, ...(rank === undefined ? {} : { rank }) });
    const first = send("/first"); // takes the only place at once
    const late = send("/late", 2);
    const early = Array.from({ length: 100 }, (_, index) => send(`/early/${index}`, 0));
    await Promise.all([first, late, ...early]);
    const paths = server.received.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("/early"))).toEqual(
      Array.from({ length: 100 }, (_, index) => `/early/${index}`),
    );
    expect(paths[0]).toBe("/first");
    expect(paths.indexOf("/late")).toBeGreaterThan(50);
    expect(paths.indexOf("/late")).toBeLessThan(100);
  });
});

describe("GOAWAY", () => {
  test("a server that shuts a connection down gently: what is in flight ends on it, the rest uses another", async () => {
    const server = await serve(async ({ session }) => {
      if (server.received.length === 3) session?.goaway();
      await pause(10);
      return {};
    });
    const api = connect(server);
    const answers = await Promise.all(Array.from({ length: 60 }, () => api.send(get)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(server.connections()).toBe(2);
  });

  test("streams that the server says it did not see are sent again", async () => {
    const server = await serve(async ({ session }) => {
      // As if it had seen only the first request: every other one in flight is refused.
      if (server.connections() === 1 && server.received.length === 5) session?.goaway(0, 1);
      await pause(10);
      return { body: {} };
    });
    const api = connect(server);
    await api.send(get);
    const answers = await Promise.all(Array.from({ length: 16 }, () => api.send(remove)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect(server.received.length).toBeGreaterThan(17);
  });

  test("a session that the server destroys with an error", async () => {
    const server = await serve(({ session }) => {
      if (server.received.length !== 4) return {};
      session?.destroy(undefined, 2);
      return "cut";
    });
    const api = connect(server);
    for (let count = 0; count < 6; count += 1) expect((await api.send(get)).status).toBe(200);
  });
});

describe("answers that ask to come back", () => {
  test("429 is obeyed: not before Retry-After, then the answer", async () => {
    const at: number[] = [];
    const server = await serve(() => {
      at.push(Date.now());
      return at.length === 1 ? { status: 429, headers: { "retry-after": "1" } } : { body: { ok: true } };
    });
    expect((await connect(server).send(get)).status).toBe(200);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("429 with a date", async () => {
    const retryAfter = new Date(Date.now() + 500).toUTCString();
    const server = await serve(() =>
      server.received.length === 1 ? { status: 429, headers: { "retry-after": retryAfter } } : {},
    );
    expect((await connect(server).send(get)).status).toBe(200);
  });

  test("429 that never ends: CLUSTER_BUSY after the retries", async () => {
    const server = await serve(() => ({ status: 429, headers: { "retry-after": "0" } }));
    await expect(connect(server).send(get)).rejects.toMatchObject({ code: "CLUSTER_BUSY" });
    expect(server.received).toHaveLength(limits.clusterRetriesMax + 1);
  });

  test("429 that asks for longer than a request may take: CLUSTER_BUSY at once", async () => {
    const server = await serve(() => ({ status: 429, headers: { "retry-after": "3600" } }));
    const error = await connect(server)
      .send(get)
      .catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe("CLUSTER_BUSY");
    expect(String(error)).toContain("3600 s");
    expect(server.received).toHaveLength(1);
  });

  test("503 with Retry-After is tried again, without it is an answer", async () => {
    const server = await serve(() =>
      server.received.length === 1 ? { status: 503, headers: { "retry-after": "0" } } : { status: 503 },
    );
    expect((await connect(server).send(get)).status).toBe(503);
    expect(server.received).toHaveLength(2);
  });

  test("401 is tried once more with new credentials, where there may be any", async () => {
    let tokens = 0;
    const authorize: Authorize = {
      headers: () => Promise.resolve({ authorization: `Bearer ${tokens}` }),
      forget: () => {
        tokens += 1;
        return true;
      },
    };
    const server = await serve(({ headers }) => ({
      status: headers["authorization"] === "Bearer 1" ? 200 : 401,
    }));
    expect((await connect(server, { authorize }).send(get)).status).toBe(200);
    expect((await connect(server).send(get)).status).toBe(401);
  });
});

describe("where somebody set bounds on requests", () => {
  test.each([1, 40])("%i small requests at the same time are the most", async (inFlightMax) => {
    let inFlight = 0;
    let most = 0;
    const server = await serve(
      async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await pause(20);
        inFlight -= 1;
        return {};
      },
      { protocol: "http" },
    );
    const api = connect(server, { requests: { inFlightMax } });
    await Promise.all(Array.from({ length: 3 * inFlightMax }, () => api.send(get)));
    expect(most).toBe(inFlightMax);
  });

  test("no window of time has more requests than its rate and a burst", async () => {
    const at: number[] = [];
    const server = await serve(() => {
      at.push(performance.now());
      return {};
    });
    const [qps, burst, slackMs] = [50, 5, 200];
    const api = connect(server, { requests: { rate: { qps, burst } } });
    await Promise.all(Array.from({ length: 40 }, () => api.send(get)));
    expect(at).toHaveLength(40);
    // Requests may be held up on their way, so that the first seem nearer to the last.
    const isOver = (from: number, to: number, count: number) =>
      count > burst + ((to - from + slackMs) * qps) / 1000;
    const over = at.flatMap((from, first) =>
      at.flatMap((to, last) => (last > first && isOver(from, to, last - first + 1) ? [[from, to]] : [])),
    );
    expect(over).toEqual([]);
  });

  test("a tried-again request waits for the rate, too", async () => {
    const server = await serve(() =>
      server.received.length === 1 ? { status: 429, headers: { "retry-after": "0" } } : {},
    );
    const api = connect(server, { requests: { rate: { qps: 5, burst: 1 } } });
    const startedAt = performance.now();
    await api.send(get);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195);
  });

  test.each([
    ["429, as often as is said", 2, { status: 429, headers: { "retry-after": "0" } }, 3],
    ["429, never", 0, { status: 429, headers: { "retry-after": "0" } }, 1],
    ["a 5xx without Retry-After", 2, { status: 500 }, 3],
    ["501 is an answer", 2, { status: 501 }, 1],
    ["404 is an answer", 2, { status: 404 }, 1],
  ] as const)("is tried again: %s", async (_rule, retriesMax, answer, times) => {
    const server = await serve(() => answer);
    const api = connect(server, { requests: { retriesMax, retryPauseMs: 1 } });
    const status = await api.send(get).then(
      (sent) => sent.status,
      (error: unknown) => codeOf(error),
    );
    expect(status).toBe(answer.status === 429 ? "CLUSTER_BUSY" : answer.status);
    expect(server.received).toHaveLength(times);
  });

  test("a broken connection, as often as is said; the pause between doubles", async () => {
    const at: number[] = [];
    const server = await serve((one) => {
      if (server.received.length === 1) return {};
      at.push(performance.now());
      one.cutOff();
      return "cut";
    });
    const api = connect(server, { requests: { retriesMax: 2, retryPauseMs: 50 } });
    await api.send(get);
    await expect(api.send(get)).rejects.toMatchObject({ code: "CLUSTER_UNREACHABLE" });
    expect(at).toHaveLength(3);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(45);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(95);
  });

  test("401 is tried once more with new credentials, even where nothing is tried again", async () => {
    const authorize: Authorize = { headers: () => Promise.resolve({}), forget: () => true };
    const server = await serve(() => ({ status: server.received.length === 1 ? 401 : 200 }));
    const api = connect(server, { authorize, requests: { retriesMax: 0 } });
    expect((await api.send(get)).status).toBe(200);
  });
});

describe("TLS", () => {
  test("the client's certificate is shown", async () => {
    const server = await serve(() => ({}));
    const tls = {
      cert: readFileSync(tlsFile("client.crt"), "utf8"),
      key: readFileSync(tlsFile("client.key"), "utf8"),
    };
    await connect(server, { tls }).send(get);
    expect(server.clients).toEqual(["tester"]);
  });

  test("tls-server-name: the certificate may have another name than the address", async () => {
    const server = await serve(() => ({}), { certificate: "named.crt" });
    expect((await connect(server, { tls: { serverName: "api.example.test" } }).send(get)).status).toBe(200);
    await expect(connect(server).send(get)).rejects.toMatchObject({ code: "CLUSTER_UNREACHABLE" });
    expect(server.received).toHaveLength(1);
  });

  test.each(["h2", "https"] as const)(
    "an authority that is not ours over %s: CLUSTER_UNREACHABLE, nothing is sent",
    async (protocol) => {
      const server = await serve(() => ({}), { protocol });
      const error = await connect(server, { tls: { ca: readFileSync(tlsFile("client.crt"), "utf8") } })
        .send(get)
        .catch((thrown: unknown) => thrown);
      expect(codeOf(error)).toBe("CLUSTER_UNREACHABLE");
      expect(String(error)).toMatch(
        /^ReconcileError: Cannot reach API server https:\/\/127\.0\.0\.1:\d+: .*certificate/,
      );
      expect(server.received).toEqual([]);
    },
  );
});

test("a server that is not there: CLUSTER_UNREACHABLE at once, with its address and the cause", async () => {
  const server = await startLocalServer(() => ({}), { protocol: "http" });
  await server.close();
  const error = await connect(server)
    .send(get)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "CLUSTER_UNREACHABLE", cause: { code: "ECONNREFUSED" } });
  expect(String(error)).toContain(server.url);
});
