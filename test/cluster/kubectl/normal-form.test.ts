import { expect, test } from "vitest";
import { toNormalForm } from "./normal-form.ts";

const own = { namespace: "kc-abc123", node: "fake-1" };
const normal = (text: string) => toNormalForm(text, own).join("\n");

test.each([
  { name: "the namespace and the node", text: "kc-abc123 on fake-1", want: "SPACE on NODE" },
  { name: "uids", text: "uid: 0f0e3a52-9d0e-4c2b-8a5d-0123456789ab", want: "uid: UID" },
  { name: "versions in YAML", text: '  resourceVersion: "123"', want: '  resourceVersion: "VERSION"' },
  { name: "versions in a description", text: "Resource Version:  123", want: "Resource Version: VERSION" },
  { name: "times", text: 'a: "2026-01-02T03:04:05Z"', want: 'a: "TIME"' },
  { name: "ages in a table", text: "web   1/1   Running   3m5s", want: "web 1/1 Running AGE" },
  { name: "names of pods", text: "web-6d4cf56db6-x2v8z", want: "web-HASH" },
  { name: "names of a Job's pods", text: "migrate-x2v8z", want: "migrate-RANDOM" },
  { name: "addresses", text: "10.96.3.4", want: "ADDRESS" },
  { name: "node ports", text: "80:31234/TCP", want: "80:NODEPORT/TCP" },
  {
    name: "watches that kubectl's own timeout ends",
    text: 'stderr:\nE0102 03:04:05.000006 78901 reflector.go:204] "Failed to watch" err="context deadline exceeded" type="*v1.Pod"\nerror: timed out',
    want: "stderr:\nerror: timed out",
  },
])("$name mean nothing", ({ text, want }) => expect(normal(text)).toBe(want));

test.each([
  "kube-root-ca.crt   1",
  "spec:\n  replicas: 3",
  "Server Version: v1.35.4",
  "port: 8080",
  "memory: 64Mi",
  'E0102 03:04:05.000006 78901 reflector.go:204] "Failed to watch" err="forbidden"',
])("what means something stays: %s", (text) => expect(normal(text)).toBe(text.replace(/ {3}/g, " ")));
