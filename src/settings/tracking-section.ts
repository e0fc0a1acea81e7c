import type { JsonObject } from "../kube/json.ts";
import type { SettingProblem, SettingSection } from "./section.ts";
import { defaultSettings, type TrackingSettings } from "./settings.ts";

const methodKey = "application.resourceTrackingMethod";
const labelKey = "application.instanceLabelKey";
const methods = ["annotation", "label", "annotation+label"] as const;

/** application.resourceTrackingMethod and application.instanceLabelKey; an empty text is the default, as in Argo CD. */
export const trackingSection: SettingSection = {
  isKey: (key) => key === methodKey || key === labelKey,
  read(data) {
    const method = readMethod(data);
    const label = readLabelKey(data);
    const tracking: TrackingSettings = {
      method: method.value ?? defaultSettings.tracking.method,
      labelKey: label.value ?? defaultSettings.tracking.labelKey,
    };
    const problems = [method.problem, label.problem].filter((problem) => problem !== undefined);
    return { settings: { tracking }, problems };
  },
};

type Read<Value> = { readonly value?: Value; readonly problem?: SettingProblem };

function readMethod({ [methodKey]: text }: JsonObject): Read<TrackingSettings["method"]> {
  if (typeof text !== "string" || text === "") return {};
  const value = methods.find((method) => method === text);
  return value === undefined
    ? { problem: { key: methodKey, message: `must be ${methods.join(", ")}` } }
    : { value };
}

// A label's key: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefix = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function readLabelKey({ [labelKey]: text }: JsonObject): Read<string> {
  if (typeof text !== "string" || text === "") return {};
  const parts = text.split("/");
  const isKey = parts.length <= 2 && name.test(parts.at(-1) ?? "") && isPrefix(parts);
  return isKey
    ? { value: text }
    : {
        problem: {
          key: labelKey,
          message: "must be the key of a label, such as argocd.argoproj.io/instance",
        },
      };
}

function isPrefix(parts: readonly string[]): boolean {
  const [first = ""] = parts;
  return parts.length === 1 || prefix.test(first);
}
