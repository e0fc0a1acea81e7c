import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/declaration/problem.ts";
import { parseSettings } from "../../src/settings/read-settings.ts";
import { defaultSettings } from "../../src/settings/settings.ts";

const read = (data: Readonly<Record<string, string>>) =>
  parseSettings({ apiVersion: "v1", kind: "ConfigMap", data });
const rule = { name: "", namespace: "", jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [] };

describe("how kinds are compared", () => {
  test("by keys: group and kind, the kind of the core group, and all", () => {
    const { settings, problems } = read({
      "resource.customizations.ignoreDifferences.admissionregistration.k8s.io_MutatingWebhookConfiguration":
        "jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle']\n",
      "resource.customizations.ignoreDifferences.Service": "jsonPointers: [/spec/clusterIP]\n",
      "resource.customizations.ignoreDifferences.all": "managedFieldsManagers: [kube-controller-manager]\n",
      "resource.customizations.knownTypeFields.example.com_Widget":
        "- {field: spec.memory, type: core/Quantity}\n",
    });
    expect(problems).toEqual([]);
    expect(settings.comparison.ignoreRules).toEqual([
      {
        ...rule,
        group: "admissionregistration.k8s.io",
        kind: "MutatingWebhookConfiguration",
        jqPathExpressions: [".webhooks[]?.clientConfig.caBundle"],
      },
      { ...rule, group: "", kind: "Service", jsonPointers: ["/spec/clusterIP"] },
      { ...rule, group: "*", kind: "*", managedFieldsManagers: ["kube-controller-manager"] },
    ]);
    expect(settings.comparison.knownTypes).toEqual([
      { group: "example.com", kind: "Widget", fields: [{ path: ["spec", "memory"], type: "core/Quantity" }] },
    ]);
  });

  test("by the old map, whose rules are YAML within YAML", () => {
    const old = "apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers:\n    - /spec/replicas\n";
    const { settings, problems } = read({ "resource.customizations": old });
    expect(problems).toEqual([]);
    expect(settings.comparison.ignoreRules).toEqual([
      { ...rule, group: "apps", kind: "Deployment", jsonPointers: ["/spec/replicas"] },
    ]);
  });

  test("by compare options, filters and masks", () => {
    const { settings, problems } = read({
      "resource.compareoptions": "ignoreAggregatedRoles: true\nignoreResourceStatusField: off\n",
      "resource.exclusions": "- apiGroups: ['*.example.com']\n  kinds: [Report]\n",
      "resource.sensitive.mask.annotations": "a.b/token, other",
    });
    expect(problems).toEqual([]);
    expect(settings.comparison).toEqual({
      ...defaultSettings.comparison,
      ignoreAggregatedRoles: true,
      ignoreStatus: "none",
      exclusions: [{ apiGroups: ["*.example.com"], kinds: ["Report"], clusters: [] }],
      maskedAnnotations: ["a.b/token", "other"],
    });
  });
});

test.each([
  ["a pointer that is none", "ignoreDifferences.Service", "jsonPointers: [spec]\n", "JSON pointer"],
  ["a field that is none", "ignoreDifferences.Service", "pointers: [/a]\n", "pointers"],
  ["a type that is not known", "knownTypeFields.a_B", "- {field: a, type: c/D}\n", "type must be one of"],
])("%s is told, and the others count", (_rule, name, text, message) => {
  const { settings, problems } = read({
    [`resource.customizations.${name}`]: text,
    "resource.customizations.ignoreDifferences.ConfigMap": "jsonPointers: [/data/a]\n",
  });
  expect(problems.map(formatProblem).join("\n")).toContain(`resource.customizations.${name}`);
  expect(problems.map(formatProblem).join("\n")).toContain(message);
  expect(settings.comparison.ignoreRules.map(({ kind }) => kind)).toEqual(["ConfigMap"]);
});

test.each([
  ["resource.exclusions", "kinds: [Secret]\n", "list of apiGroups"],
  ["resource.compareoptions", "ignoreResourceStatusField: some\n", "all, crd or none"],
])("%s that is wrong leaves the default", (key, text, message) => {
  const { settings, problems } = read({ [key]: text });
  expect(problems.map(formatProblem).join("\n")).toContain(message);
  expect(settings.comparison).toEqual(defaultSettings.comparison);
});
