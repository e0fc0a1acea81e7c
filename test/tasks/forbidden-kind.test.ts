import { expect, test } from "vitest";
import { ReconcileError } from "../../src/errors.ts";
import { isLeftOut } from "../../src/tasks/forbidden-kind.ts";

const resource = {
  ...{ group: "", version: "v1", kind: "Secret", plural: "secrets" },
  ...{ namespaced: true, verbs: ["list"] },
};
const down = () => Promise.reject(new ReconcileError("CLUSTER_UNREACHABLE", "down"));
const says = (answer: boolean | undefined) => () => Promise.resolve(answer);
const unasked = () => Promise.reject(new Error("nobody is to ask"));

test.each([
  ["nothing set: it is told", {}, unasked, false],
  ["normal believes the refusal, and asks nothing", { respectRbac: "normal" }, unasked, true],
  ["strict believes it where the rights say so too", { respectRbac: "strict" }, says(false), true],
  [
    "strict: the rights say otherwise, so something else is wrong",
    { respectRbac: "strict" },
    says(true),
    false,
  ],
  ["strict: the server says nothing of rights", { respectRbac: "strict" }, says(undefined), false],
  ["strict: the server does not answer", { respectRbac: "strict" }, down, false],
] as const)("a kind that may not be listed: %s", async (_rule, settings, mayList, want) => {
  expect(await isLeftOut(resource, { ...settings, namespace: "shop", watch: { mayList } })).toBe(want);
});

test("an error that nobody foresaw is not swallowed", async () => {
  const place = { respectRbac: "strict", namespace: "", watch: { mayList: unasked } } as const;
  await expect(isLeftOut(resource, place)).rejects.toThrow("nobody is to ask");
});
