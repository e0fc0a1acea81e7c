import { describe, expect, test } from "vitest";
import { requestsSection } from "../../src/settings/requests-section.ts";

const read = (data: Readonly<Record<string, string>>) => requestsSection.read(data);

describe("requests to a cluster", () => {
  test("are bound by what the program has, where nothing is set", () => {
    expect(read({})).toEqual({ settings: {}, problems: [] });
    expect(read({ "controller.k8s.client.qps": "" })).toEqual({ settings: {}, problems: [] });
  });

  test.each<[rule: string, data: Record<string, string>, want: object]>([
    ["one at a time", { "controller.kubectl.parallelism.limit": "1" }, { inFlightMax: 1 }],
    ["no limit is 200", { "controller.kubectl.parallelism.limit": "0" }, { inFlightMax: 200 }],
    ["less than none, too", { "controller.kubectl.parallelism.limit": "-1" }, { inFlightMax: 200 }],
    ["200 is the most", { "controller.kubectl.parallelism.limit": "5000" }, { inFlightMax: 200 }],
    [
      "a rate with its burst",
      { "controller.k8s.client.qps": "2.5", "controller.k8s.client.burst": "1" },
      { rate: { qps: 2.5, burst: 1 } },
    ],
    [
      "a burst is two seconds' worth",
      { "controller.k8s.client.qps": "20" },
      { rate: { qps: 20, burst: 40 } },
    ],
    ["a rate is Argo CD's", { "controller.k8s.client.burst": "5" }, { rate: { qps: 50, burst: 5 } }],
    ["no retries", { "controller.k8sclient.retry.max": "0" }, { retriesMax: 0 }],
    ["the first pause", { "controller.k8sclient.retry.base.backoff": "250" }, { retryPauseMs: 250 }],
  ])("%s", (_rule, data, requests) => {
    expect(read(data)).toEqual({ settings: { requests }, problems: [] });
  });

  test.each([
    ["controller.kubectl.parallelism.limit", "many", "must be a number of requests"],
    ["controller.k8s.client.qps", "0", "must be a number of requests a second from 1 to 100000"],
    ["controller.k8s.client.qps", "0.5", "from 1"],
    ["controller.k8s.client.burst", "1.5", "must be a number of requests from 1"],
    ["controller.k8sclient.retry.max", "-1", "must be a number of tries from 0 to 100"],
    ["controller.k8sclient.retry.base.backoff", "100ms", "must be a number of milliseconds"],
  ])("%s: %j is told, and nothing is set by it", (key, text, message) => {
    expect(requestsSection.isKey(key)).toBe(true);
    const problems = [{ key, message: expect.stringContaining(message) }];
    expect(read({ [key]: text })).toEqual({ settings: {}, problems });
  });
});
