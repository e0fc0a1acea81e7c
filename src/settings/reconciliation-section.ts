import { parseDuration } from "../declaration/duration.ts";
import type { JsonObject } from "../kube/json.ts";
import { defaultReconciliation } from "./reconciliation-settings.ts";
import type { SettingProblem, SettingSection } from "./section.ts";

const keys = {
  period: "timeout.reconciliation",
  jitter: "timeout.reconciliation.jitter",
  hard: "timeout.hard.reconciliation",
  grace: "controller.repo.error.grace.period.seconds",
  replace: "server.sync.replace.allowed",
} as const;
/** timeout.reconciliation with its jitter, timeout.hard.reconciliation, the grace of repositories, and whether syncs may replace. */
export const reconciliationSection: SettingSection = {
  isKey: (name) => Object.values<string>(keys).includes(name),
  read(data) {
    const problems: SettingProblem[] = [];
    const period = readDuration(data, keys.period, problems);
    const jitterMs = readDuration(data, keys.jitter, problems) ?? 0;
    const hard = readDuration(data, keys.hard, problems);
    const reconciliation = {
      ...(period === undefined || period === 0 ? {} : { periodMs: period }),
      ...(hard === undefined || hard === 0 ? {} : { hardPeriodMs: hard }),
      jitterMs,
      graceMs: readSeconds(data, problems),
      replaceAllowed: readSwitch(data, problems),
    };
    return { settings: { reconciliation }, problems };
  },
};

/** "0" is a duration here, too. */
function readDuration(data: JsonObject, key: string, problems: SettingProblem[]): number | undefined {
  const text = data[key];
  if (typeof text !== "string") return undefined;
  if (/^0[a-z]*$/.test(text.trim())) return 0;
  const duration = parseDuration(text.trim());
  if (duration === undefined) problems.push({ key, message: "must be a duration such as 180s or 1h, or 0" });
  return duration;
}

function readSeconds({ [keys.grace]: text }: JsonObject, problems: SettingProblem[]): number {
  if (typeof text !== "string") return defaultReconciliation.graceMs;
  if (/^\d{1,6}$/.test(text.trim())) return Number(text) * 1_000;
  problems.push({ key: keys.grace, message: "must be a number of seconds" });
  return defaultReconciliation.graceMs;
}

function readSwitch({ [keys.replace]: text }: JsonObject, problems: SettingProblem[]): boolean {
  if (typeof text !== "string" || text === "true") return true;
  if (text !== "false") problems.push({ key: keys.replace, message: 'must be "true" or "false"' });
  return text !== "false";
}
