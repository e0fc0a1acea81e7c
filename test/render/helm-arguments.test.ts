import { describe, expect, test } from "vitest";
import type { HelmOptions } from "../../src/application/application-source.ts";
import { toHelmArguments } from "../../src/render/helm-arguments.ts";
import { createRequest } from "./folder-of-files.ts";

const paths = { chart: "app", values: [], setFiles: [] };

describe("toHelmArguments", () => {
  test("writes the whole command", () => {
    const helm = { parameters: [{ name: "a.b", value: "x,y", forceString: true }] };
    const all = {
      chart: "app",
      values: ["app/v.yaml", "a,b.yaml"],
      setFiles: [{ name: "f", path: "x.txt" }],
    };
    expect(toHelmArguments(all, createRequest({ helm }))).toEqual([
      "template",
      "--namespace=shop-ns",
      "--kube-version=v1.35.4",
      "--api-versions=apps/v1,apps/v1/Deployment,v1",
      "--include-crds",
      "--values=./app/v.yaml",
      '--values="./a,b.yaml"',
      "--set-string=a.b=x\\,y",
      "--set-file=f=./x.txt",
      "--",
      "shop",
      "./app",
    ]);
  });

  const cases: readonly (readonly [string, Partial<HelmOptions>, string, boolean])[] = [
    ["a namespace of its own", { namespace: "own" }, "--namespace=own", true],
    ["a release name, which is never a flag", { releaseName: "--debug" }, "--debug", true],
    ["no CRDs", { skipCrds: true }, "--include-crds", false],
    ["no tests", { skipTests: true }, "--skip-tests", true],
    ["no schema", { skipSchemaValidation: true }, "--skip-schema-validation", true],
    ["a version of its own", { kubeVersion: "1.30.1" }, "--kube-version=1.30.1", true],
    ["API versions of its own", { apiVersions: ["x/v1"] }, "--api-versions=x/v1", true],
    [
      "a list in braces",
      { parameters: [{ name: "a", value: "{x,y}", forceString: false }] },
      "--set=a={x,y}",
      true,
    ],
    [
      "a comma that is escaped already",
      { parameters: [{ name: "a", value: "x\\,y", forceString: false }] },
      "--set=a=x\\,y",
      true,
    ],
  ];
  test.each(cases)("%s", (_rule, helm, argument, expected) => {
    const args = toHelmArguments(paths, createRequest({ helm }));
    expect(args.includes(argument)).toBe(expected);
    expect(args.indexOf("--")).toBe(args.length - 3);
  });

  test("what is not known is left to Helm", () => {
    const args = toHelmArguments(
      paths,
      createRequest({}, { namespace: "", kubeVersion: "", apiVersions: [] }),
    );
    expect(args).toEqual(["template", "--include-crds", "--", "shop", "./app"]);
  });
});
