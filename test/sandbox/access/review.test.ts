import { expect, test } from "vitest";
import { answerReview, toUser } from "../../../src/sandbox/access/review.ts";
import { discoveredKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { createStore } from "../../../src/sandbox/cluster/store.ts";

const everybody = "system:authenticated";
const account = "system:serviceaccount:n:robot";

test.each<[string, Parameters<typeof toUser>[0], readonly string[]]>([
  ["nobody else", undefined, ["system:masters", everybody]],
  ["a user", { name: "jane", groups: [] }, [everybody]],
  ["a user in groups", { name: "jane", groups: ["dev"] }, ["dev", everybody]],
  [
    "a service account",
    { name: account, groups: [] },
    ["system:serviceaccounts", "system:serviceaccounts:n", everybody],
  ],
  ["a service account in groups", { name: account, groups: ["dev"] }, ["dev", everybody]],
])("who impersonates %s has its groups", (_who, impersonated, groups) => {
  expect(toUser(impersonated).groups).toEqual(groups);
});

function ask(name: string, spec: object, user = toUser(undefined)) {
  const kind = discoveredKinds.find((each) => each.kind === name);
  if (kind === undefined) throw new Error(`No kind ${name}`);
  return answerReview({ store: createStore(), kind, user }, Object({ spec }));
}

test("a review of oneself is of whom one impersonates", () => {
  const jane = toUser({ name: "jane", groups: [] });
  const attributes = { resourceAttributes: { verb: "get", resource: "pods" } };
  expect(ask("SelfSubjectAccessReview", attributes)["status"]).toEqual({ allowed: true });
  expect(ask("SelfSubjectAccessReview", attributes, jane)["status"]).toEqual({ allowed: false });
  expect(ask("SelfSubjectReview", {}, jane)["status"]).toEqual({
    userInfo: { username: "jane", groups: [everybody] },
  });
});

test.each<[string, object, string]>([
  ["SelfSubjectAccessReview", {}, "exactly one of"],
  ["SubjectAccessReview", { nonResourceAttributes: {} }, "at least one of user or group"],
  ["TokenReview", {}, "token is required"],
  ["SelfSubjectRulesReview", {}, "no namespace"],
])("%s with %j is refused", (kind, spec, why) => {
  expect(() => ask(kind, spec)).toThrow(why);
});
