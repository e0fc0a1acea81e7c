import { describe, expect, test } from "vitest";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";
import { formatJson } from "../../src/kube/json.ts";

/** What a scalar of an Application becomes, read through a field in which anything may stand. */
function readScalar(text: string): string {
  const manifest = `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec:\n  roles:\n  - ${text}\n`;
  const [stored] = parseControlPlane([{ file: "a.yaml", text: manifest }]).manifests;
  return formatJson(stored).replace(/.*"roles":\[(.*)\]\}\}$/, "$1");
}

// As kubectl 1.35 reads them (go-yaml v2 through sigs.k8s.io/yaml).
describe("scalars are what Kubernetes makes of them", () => {
  test.each([
    ["yes", "true"],
    ["off", "false"],
    ["n", "false"],
    ["~", "null"],
    ["0777", "511"],
    ["0o14", "12"],
    ["0b101", "5"],
    ["0x1F", "31"],
    ["1_000", "1000"],
    ["1e3", "1000"],
    ["1.", "1"],
    [".5", "0.5"],
    ["+12.5e-1", "1.25"],
    [".", '"."'],
    ["..", '".."'],
    ["1.2.3", '"1.2.3"'],
    ["1:30", '"1:30"'],
    ["2024-01-01", '"2024-01-01"'],
    ["9007199254740993", "9007199254740993"],
    ["18446744073709551615", "18446744073709551615"],
    ["!!binary aGk=", '"hi"'],
    ["!!str 12", '"12"'],
    ["{on: 1}", '{"true":1}'],
    ["{a: 1, a: 2}", '{"a":2}'],
    ["{__proto__: 1}", '{"__proto__":1}'],
  ])("%s is %s", (text, json) => expect(readScalar(text)).toBe(json));
});
