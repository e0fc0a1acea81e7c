import { expect, test } from "vitest";
import { parseProject } from "../../src/application/read-project.ts";
import { formatProblem } from "../../src/declaration/problem.ts";
import type { Json } from "../../src/kube/json.ts";

function read(destinationServiceAccounts?: Json) {
  const accounts = destinationServiceAccounts === undefined ? {} : { destinationServiceAccounts };
  return parseProject({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "team", namespace: "argocd" },
    spec: { sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }], ...accounts },
  });
}

test("a project with service accounts allows what it allowed without them", () => {
  const entry = {
    server: "https://kubernetes.default.svc",
    namespace: "shop",
    defaultServiceAccount: "robot",
  };
  const { project, problems } = read([entry, { server: "*", defaultServiceAccount: "robots:deployer" }]);
  expect(problems).toEqual([]);
  expect(project).toEqual({
    ...read().project,
    destinationServiceAccounts: [
      entry,
      { server: "*", namespace: "", defaultServiceAccount: "robots:deployer" },
    ],
  });
  expect(project?.obstacles).toBeUndefined();
});

test("a project without them is read as it was stored", () => {
  expect(read().project).not.toHaveProperty("destinationServiceAccounts");
  expect(read([]).project).not.toHaveProperty("destinationServiceAccounts");
});

test("an account that there cannot be is a warning with its place, and the project stays in use", () => {
  const { project, problems } = read([
    { server: "*", namespace: "*", defaultServiceAccount: "a/b" },
    { server: "*", namespace: "*" },
  ]);
  expect(problems.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
  expect(problems.map(formatProblem)).toEqual([
    expect.stringContaining(
      "spec.destinationServiceAccounts[0].defaultServiceAccount: must be the name of a service",
    ),
    expect.stringContaining("spec.destinationServiceAccounts[1].defaultServiceAccount"),
  ]);
  expect(project?.obstacles).toBeUndefined();
});

test("an entry of another shape closes the project, since it is not known whom it means", () => {
  const { project, problems } = read([{ server: "*", namespace: "*", serviceAccount: "robot" }]);
  expect(problems.map(formatProblem).join()).toContain("spec.destinationServiceAccounts[0].serviceAccount");
  expect(project?.obstacles).toHaveLength(1);
});
