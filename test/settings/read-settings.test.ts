import { expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import { parseSettings } from "../../src/settings/read-settings.ts";
import { defaultSettings } from "../../src/settings/settings.ts";

const read = (data: Readonly<Record<string, string | boolean>>) =>
  parseSettings({ apiVersion: "v1", kind: "ConfigMap", data });

test("settings that were stored are read as they were", () => {
  const data = { "helm.enable": "false", "kustomize.enable": "true", "jsonnet.enable": "false" };
  expect(read(data)).toEqual({ settings: { ...defaultSettings, disabledTools: ["helm"] }, problems: [] });
});

test.each([
  ["a value that is no text", { "helm.enable": false }, "must be text (put it in quotes): false"],
  ["a switch that is neither on nor off", { "helm.enable": "no" }, 'must be "true" or "false": "no"'],
  [
    "a tracking method that there is not",
    { "application.resourceTrackingMethod": "labels" },
    "annotation+label",
  ],
  ["a label's key that is none", { "application.instanceLabelKey": "a/b/c" }, "must be the key of a label"],
  ["a name that can be no label", { installationID: "-a" }, 'at most 63 letters, digits, "-", "_" and "."'],
  ["a key of Argo CD that is not read", { "oidc.config": "x" }, "not supported yet"],
])("%s is told, with its key", (_rule, data, message) => {
  const { problems } = read(data);
  expect(problems.map(formatProblem)).toHaveLength(1);
  expect(problems.map(formatProblem)[0]).toContain(message);
  expect(problems.map(formatProblem)[0]).toContain(Object.keys(data)[0] ?? "?");
});

test("objects are tracked by annotation, unless the settings say otherwise", () => {
  const keys = ["application.resourceTrackingMethod", "application.instanceLabelKey"];
  const track = (...values: readonly string[]) =>
    read(Object.fromEntries(values.map((value, index) => [keys[index], value]))).settings.tracking;
  const labelKey = "app.kubernetes.io/instance";
  expect(track()).toEqual({ method: "annotation", labelKey });
  expect(track("", "")).toEqual({ method: "annotation", labelKey });
  expect(track("label")).toEqual({ method: "label", labelKey });
  expect(track("annotation+label", "argocd.argoproj.io/instance")).toEqual({
    method: "annotation+label",
    labelKey: "argocd.argoproj.io/instance",
  });
});
