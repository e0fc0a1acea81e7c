import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/kube/json.ts";
import { builtInKinds } from "../../../src/sandbox/cluster/kinds.ts";
import { chooseForm, chooseWatchForm } from "../../../src/sandbox/output/accept.ts";
import { formatDuration, toAge } from "../../../src/sandbox/output/age.ts";
import { builtInPrinterOf } from "../../../src/sandbox/output/built-in-printers.ts";
import { parseJsonPath } from "../../../src/sandbox/output/json-path.ts";
import { toTableText } from "../../../src/sandbox/output/table.ts";

describe("ages", () => {
  const second = 1_000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const day = 24 * hour;
  test.each<[number, string]>([
    [-5 * second, "<invalid>"],
    [-500, "0s"],
    [0, "0s"],
    [119 * second, "119s"],
    [120 * second, "2m"],
    [5 * minute + 30 * second, "5m30s"],
    [10 * minute + 30 * second, "10m"],
    [179 * minute, "179m"],
    [3 * hour, "3h"],
    [3 * hour + 5 * minute, "3h5m"],
    [8 * hour + 5 * minute, "8h"],
    [47 * hour, "47h"],
    [2 * day, "2d"],
    [2 * day + 4 * hour, "2d4h"],
    [8 * day + 4 * hour, "8d"],
    [729 * day, "729d"],
    [730 * day, "2y"],
    [740 * day, "2y10d"],
    [9 * 365 * day + 4 * day, "9y"],
  ])("%i ms: %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  test("a time is told by how long ago it was, none as unknown", () => {
    const now = new Date("2020-01-01T00:01:30Z");
    expect([toAge("2020-01-01T00:00:00Z", now), toAge(undefined, now)]).toEqual(["90s", "<unknown>"]);
  });
});

describe("JSONPath", () => {
  const object: Json = {
    a: { "b.c": 1, list: [{ n: 1, t: "x" }, { n: 2, t: "y" }, { n: 3 }] },
    deep: { t: "z" },
  };
  test.each<[string, readonly Json[]]>([
    [".a['b.c']", [1]],
    [".a.b\\.c", [1]],
    ["{.a.list[0].n}", [1]],
    ["$.a.list[-1].n", [3]],
    ["a.list[*].n", [1, 2, 3]],
    [".a.list[1:].n", [2, 3]],
    [".a.list[0:1].n", [1]],
    ["..t", ["x", "y", "z"]],
    ['.a.list[?(@.t=="y")].n', [2]],
    [".a.list[?(@.n>=2)].n", [2, 3]],
    [".a.list[?(@.t)].n", [1, 2]],
    [".a.list[?(@.t!='x')].n", [2]],
    [".none.n", []],
    [".a.list.n", []],
  ])("%s", (path, values) => expect(parseJsonPath(path)?.(object)).toEqual(values));

  test.each([".a[", ".a[?(", ".a[b]"])("%s is none", (path) => expect(parseJsonPath(path)).toBeUndefined());
});

describe("forms", () => {
  const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
  test.each<[string, string]>([
    ["", "whole application/json"],
    ["application/yaml", "whole application/yaml"],
    ["application/vnd.kubernetes.protobuf,application/json", "whole application/json"],
    [`${table},application/json`, "table application/json"],
    [`*/*,${table}`, "table application/json"],
  ])("%s: %s", (accept, form) => {
    const { shape, contentType } = chooseForm(accept);
    expect(`${shape} ${contentType}`).toBe(form);
  });

  test("protobuf alone is not to be had, and a watch is JSON", () => {
    expect(() => chooseForm("application/vnd.kubernetes.protobuf")).toThrow("406: Not Acceptable");
    expect(() => chooseWatchForm("application/yaml")).toThrow("application/json;stream=watch");
  });
});

describe("tables", () => {
  const now = new Date("2020-01-02T00:00:00Z");
  const metadata = { name: "x", creationTimestamp: "2020-01-01T00:00:00Z" };

  test.each(builtInKinds.map((kind) => [`${kind.group}/${kind.plural}`, kind] as const))(
    "%s: an empty object has a cell for each column",
    (_name, kind) => {
      const printer = builtInPrinterOf(kind);
      const cells = printer.cells({ apiVersion: "v1", kind: kind.kind, metadata }, now);
      expect(cells).toHaveLength(printer.columns.length);
      expect(cells).not.toContain(undefined);
    },
  );

  const cellsOf = (plural: string, content: { readonly [field: string]: Json }) => {
    const kind = builtInKinds.find((each) => each.plural === plural);
    if (kind === undefined) throw new Error(plural);
    return builtInPrinterOf(kind).cells({ apiVersion: "v1", kind: "X", metadata, ...content }, now);
  };

  const times = { startTime: "2020-01-01T00:00:00Z", completionTime: "2020-01-01T00:01:00Z" };
  const conditions = (...types: readonly string[]) => types.map((type) => ({ type, status: "True" }));
  test.each<[string, { readonly [field: string]: Json }, readonly string[]]>([
    [
      "runs",
      { spec: { parallelism: 3 }, status: { startTime: times.startTime } },
      ["Running", "0/1 of 3", "24h"],
    ],
    [
      "waits",
      { spec: { completions: 2 }, status: { conditions: conditions("Suspended") } },
      ["Suspended", "0/2", ""],
    ],
    [
      "is complete",
      {
        spec: { completions: 2 },
        status: { ...times, succeeded: 2, conditions: conditions("SuccessCriteriaMet", "Complete") },
      },
      ["Complete", "2/2", "60s"],
    ],
    [
      "failed",
      { spec: {}, status: { conditions: conditions("FailureTarget", "Failed") } },
      ["Failed", "0/1", ""],
    ],
  ])("a job that %s", (_what, content, cells) => expect(cellsOf("jobs", content).slice(1, 4)).toEqual(cells));

  test("a node tells its roles and addresses", () => {
    const status = {
      conditions: conditions("Ready"),
      addresses: [{ type: "InternalIP", address: "10.0.0.1" }],
      nodeInfo: { kubeletVersion: "v1.35.4", osImage: "Linux" },
    };
    expect(cellsOf("nodes", { status, spec: { unschedulable: true } })).toEqual([
      "x",
      "Ready,SchedulingDisabled",
      "<none>",
      "24h",
      "v1.35.4",
      "10.0.0.1",
      "<none>",
      "Linux",
      "<unknown>",
      "<unknown>",
    ]);
  });

  test("a volume tells its claim, a class that it is the default", () => {
    const spec = {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteMany", "ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Delete",
      claimRef: { namespace: "n", name: "c" },
      storageClassName: "fast",
      volumeMode: "Block",
    };
    const volume = ["x", "1Gi", "RWO,RWX", "Delete", "Bound", "n/c", "fast", "<unset>", "", "24h", "Block"];
    expect(cellsOf("persistentvolumes", { spec, status: { phase: "Bound" } })).toEqual(volume);
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    const [name] = cellsOf("storageclasses", { metadata: { ...metadata, annotations } });
    expect(name).toBe("x (default)");
  });

  test("a balancer without an address waits for one", () => {
    const spec = {
      type: "LoadBalancer",
      clusterIP: "10.0.0.1",
      ports: [{ port: 80, nodePort: 30_080, protocol: "TCP" }],
    };
    expect(cellsOf("services", { spec }).slice(1, 5)).toEqual([
      "LoadBalancer",
      "10.0.0.1",
      "<pending>",
      "80:30080/TCP",
    ]);
  });

  test("a time that passes is told from the time of the request", () => {
    const kind = builtInKinds.find((each) => each.plural === "configmaps");
    if (kind === undefined) throw new Error("no ConfigMaps");
    const options = { kind, now, includeObject: "None", metadata: {}, hasColumns: false };
    const text = toTableText([{ apiVersion: "v1", kind: "ConfigMap", metadata }], options);
    expect(JSON.parse(text)).toMatchObject({
      columnDefinitions: null,
      rows: [{ cells: ["x", 0, "24h"], object: null }],
    });
  });
});
