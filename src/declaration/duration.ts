import { limits } from "../limits.ts";

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const textLengthMax = 40;
const seconds = /^\d+$/;
const wholeDuration = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Parses a duration as Go writes it ("5s", "1h30m"); a bare number means seconds, as in Argo CD. Gives milliseconds;
 * undefined for anything else, negative durations and those beyond limits.durationMsMax included.
 */
export function parseDuration(text: string): number | undefined {
  const duration = toMilliseconds(text);
  return duration === undefined || duration > limits.durationMsMax ? undefined : duration;
}

function toMilliseconds(text: string): number | undefined {
  if (text.length > textLengthMax) return undefined;
  if (seconds.test(text)) return Number(text) * 1_000;
  if (!wholeDuration.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit = ""] of text.matchAll(part)) total += Number(amount) * (unitMs[unit] ?? 0);
  return Math.round(total);
}
