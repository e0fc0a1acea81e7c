import { parseDuration } from "../declaration/duration.ts";
import { readValue } from "../declaration/read-value.ts";
import { isObject, type JsonObject } from "../kube/json.ts";
import type { OverrideSettings } from "./override-settings.ts";
import { readCel } from "./read-cel.ts";
import { joinOverrides, type KindOverride, readAction, toGroupKind } from "./read-override.ts";
import type { SettingProblem, SettingSection } from "./section.ts";

const mapKey = "resource.customizations";
const kindKey = /^resource\.customizations\.(health|health-cel|useOpenLibs|actions)\.(.*)$/s;
// Argo CD's manifests read the first, its documentation names the second.
const timeoutKeys = ["controller.ignore.normalizer.jq.timeout", "ignore.normalizer.jq.timeout"] as const;
/** A comparison waits for it. */
const jqTimeoutMsMax = 30_000;

/**
 * resource.customizations: health and actions by scripts, as one map or by keys with a group and a kind; the keys come last, as in
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/settings/settings.go#L1075
 */
export const overrideSection: SettingSection = {
  isKey: (key) => key === mapKey || kindKey.test(key) || isTimeoutKey(key),
  read(data) {
    const problems: SettingProblem[] = [];
    const parts = [...readMap(data[mapKey], problems), ...readKeys(data, problems)];
    const [timeout] = timeoutKeys.flatMap((key) => readTimeout(key, data[key], problems) ?? []);
    const overrides: OverrideSettings = {
      ...joinOverrides(parts),
      ...(timeout === undefined ? {} : { jqTimeoutMs: timeout }),
    };
    return { settings: { overrides }, problems };
  },
};

type Part = { readonly key: string; readonly part: KindOverride };

/** What is no text is told already. The map holds the rules of comparison too; what is wrong with it as a whole is told here. */
function readMap(text: unknown, problems: SettingProblem[]): readonly Part[] {
  if (typeof text !== "string" || text.trim() === "") return [];
  const tell = (message: string) => problems.push({ key: mapKey, message });
  const reading = readValue(text);
  if ("problem" in reading) {
    tell(reading.problem);
    return [];
  }
  if (!isObject(reading.value)) {
    tell("must be a mapping of <group>/<kind> to customizations");
    return [];
  }
  return Object.entries(reading.value).flatMap(([key, entry]) => {
    if (isObject(entry)) return [{ key, part: readMapEntry(key, entry, tell) }];
    tell(`"${key}" must be a mapping of health.lua, actions and others`);
    return [];
  });
}

function readMapEntry(key: string, entry: JsonObject, tell: (message: string) => void): KindOverride {
  const lua = entry["health.lua"];
  const isOpen = entry["health.lua.useOpenLibs"];
  const { actions } = entry;
  if (lua !== undefined && typeof lua !== "string") tell(`"${key}": health.lua must be text`);
  if (isOpen !== undefined && typeof isOpen !== "boolean") {
    tell(`"${key}": health.lua.useOpenLibs must be true or false`);
  }
  const action = actions === undefined ? undefined : readAction(actions);
  if (typeof action === "string") tell(`"${key}": actions ${action}`);
  return {
    ...(typeof lua === "string" ? { lua } : {}),
    ...(typeof isOpen === "boolean" ? { useOpenLibs: isOpen } : {}),
    ...(action === undefined || typeof action === "string" ? {} : { action }),
  };
}

function readKeys(data: JsonObject, problems: SettingProblem[]): readonly Part[] {
  return Object.entries(data).flatMap(([key, text]) => {
    const [, type, name] = kindKey.exec(key) ?? [];
    if (type === undefined || name === undefined || typeof text !== "string") return [];
    const groupKind = toGroupKind(name);
    const part =
      groupKind === undefined ? "the key must end in <group>_<kind>, or <kind>" : readKey(type, text);
    if (groupKind !== undefined && typeof part !== "string") return [{ key: groupKind, part }];
    problems.push({ key, message: String(part) });
    return [];
  });
}

function readKey(type: string, text: string): KindOverride | string {
  if (type === "health") return { lua: text };
  if (type === "useOpenLibs") return readSwitch(text);
  const reading = readValue(text);
  if ("problem" in reading) return reading.problem;
  if (type === "actions") {
    const action = readAction(text);
    return typeof action === "string" ? action : { action };
  }
  if (!isObject(reading.value)) return "must be a mapping of current, inProgress and failed";
  const cel = readCel(reading.value);
  return typeof cel === "string" ? cel : { cel };
}

/** What Go's strconv.ParseBool reads. */
function readSwitch(text: string): KindOverride | string {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return { useOpenLibs: true };
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return { useOpenLibs: false };
  return 'must be "true" or "false"';
}

function isTimeoutKey(key: string): boolean {
  return timeoutKeys.some((each) => each === key);
}

function readTimeout(key: string, text: unknown, problems: SettingProblem[]): number | undefined {
  if (typeof text !== "string") return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0 && milliseconds <= jqTimeoutMsMax) return milliseconds;
  problems.push({ key, message: 'must be a duration of at most 30s, such as "1s"' });
  return undefined;
}
