import { describe, expect, test } from "vitest";
import { overlayDesired } from "../../src/drift/overlay.ts";

const live = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", uid: "u", resourceVersion: "7", labels: { team: "a", tier: "front" } },
  spec: { clusterIP: "10.0.0.1", selector: { app: "web" }, ports: [{ port: 80, nodePort: 30_000 }] },
};

describe("desired laid over live", () => {
  test("maps go field by field, lists as a whole, and what only the server writes stays", () => {
    const desired = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", labels: { team: "b" } },
      spec: { selector: { app: "other" }, ports: [{ port: 81 }] },
    };
    expect(overlayDesired(live, desired)).toEqual({
      ...live,
      metadata: { ...live.metadata, labels: { team: "b", tier: "front" }, annotations: {} },
      spec: { clusterIP: "10.0.0.1", selector: { app: "other" }, ports: [{ port: 81 }] },
    });
  });

  test("neither side is changed", () => {
    const before = structuredClone(live);
    overlayDesired(live, { ...live, spec: { selector: { app: "x" } } });
    expect(live).toEqual(before);
  });
});
