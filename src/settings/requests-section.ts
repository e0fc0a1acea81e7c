import type { JsonObject } from "../kube/json.ts";
import type { RequestSettings } from "./request-settings.ts";
import type { SettingProblem, SettingSection } from "./section.ts";

const keys = {
  parallelism: "controller.kubectl.parallelism.limit",
  qps: "controller.k8s.client.qps",
  burst: "controller.k8s.client.burst",
  retries: "controller.k8sclient.retry.max",
  backoff: "controller.k8sclient.retry.base.backoff",
} as const;
type Key = (typeof keys)[keyof typeof keys];

/** What a key may be. A request per second is the least: a lease must outlive the requests that wait for their turn. */
const ranges: Readonly<Record<Key, { readonly min: number; readonly max: number; readonly of: string }>> = {
  [keys.parallelism]: { min: -1_000_000, max: 1_000_000, of: "requests" },
  [keys.qps]: { min: 1, max: 100_000, of: "requests a second" },
  [keys.burst]: { min: 1, max: 100_000, of: "requests" },
  [keys.retries]: { min: 0, max: 100, of: "tries" },
  [keys.backoff]: { min: 1, max: 10_000, of: "milliseconds" },
};
/** More than one API server gives to one client; it is what "no limit" means here. */
const inFlightBound = 200;
// Argo CD's own: https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/pkg/apis/application/v1alpha1/cluster_constants.go#L44
const defaultQps = 50;
const burstsPerQps = 2;

/** Requests to a cluster: how many at the same time, how many a second, how often one is tried again. */
export const requestsSection: SettingSection = {
  isKey: (name) => Object.hasOwn(ranges, name),
  read(data) {
    const problems: SettingProblem[] = [];
    const number = (key: Key) => readNumber(data, key, problems);
    const retriesMax = number(keys.retries);
    const retryPauseMs = number(keys.backoff);
    const requests: RequestSettings = {
      ...toInFlight(number(keys.parallelism)),
      ...toRate(number(keys.qps), number(keys.burst)),
      ...(retriesMax === undefined ? {} : { retriesMax }),
      ...(retryPauseMs === undefined ? {} : { retryPauseMs }),
    };
    return { settings: Object.keys(requests).length === 0 ? {} : { requests }, problems };
  },
};

function readNumber(data: JsonObject, key: Key, problems: SettingProblem[]): number | undefined {
  const text = data[key];
  if (typeof text !== "string" || text.trim() === "") return undefined;
  const { min, max, of } = ranges[key];
  const isNumber = (key === keys.qps ? /^\d{1,7}(\.\d{1,6})?$/ : /^-?\d{1,7}$/).test(text.trim());
  const value = isNumber ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  problems.push({ key, message: `must be a number of ${of} from ${min} to ${max}` });
  return undefined;
}

/** As in Argo CD less than 1 is no limit. */
function toInFlight(limit: number | undefined): Pick<RequestSettings, "inFlightMax"> {
  if (limit === undefined) return {};
  return { inFlightMax: limit < 1 ? inFlightBound : Math.min(limit, inFlightBound) };
}

function toRate(qps: number | undefined, burst: number | undefined): Pick<RequestSettings, "rate"> {
  if (qps === undefined && burst === undefined) return {};
  const rate = qps ?? defaultQps;
  return { rate: { qps: rate, burst: burst ?? Math.floor(burstsPerQps * rate) } };
}
