import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScripts } from "../../src/adapters/scripts/scripts.ts";
import { assessHealth } from "../../src/health/health.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { toRounded } from "./statistics.ts";

/** Milliseconds of what scripts cost; `jqMsPerObject` is jq itself, `plainPathMsPerObject` an expression that needs none. */
export type ScriptFigures = {
  readonly luaMsPerCheck: number;
  readonly jqMsPerObject: number;
  readonly plainPathMsPerObject: number;
  readonly builtInMsPer10000: number;
  readonly admin500FilesMs: number;
};

const lua = `
for _, condition in ipairs(obj.status.conditions) do
  if condition.type == "Ready" then return { status = "Healthy", message = condition.message } end
end
return { status = "Progressing" }`;

/** Measures scripts over objects of some 5 kB that are all different; `program` is the built command line. */
export async function measureScripts(program: string): Promise<ScriptFigures> {
  const scripts = createScripts({ jqTimeoutMs: 30_000 });
  const select = '.spec.template.spec.containers[] | select(.name == "proxy")';
  scripts.lua({ lua, useOpenLibs: false }, toBoat(0));
  scripts.jq(`first(${select})`, toBoat(0));
  const figures = {
    luaMsPerCheck: measure(500, (index) => scripts.lua({ lua, useOpenLibs: false }, toBoat(index + 1))),
    jqMsPerObject: measure(100, (index) => scripts.jq(`first(${select})`, toBoat(index + 1))),
    plainPathMsPerObject: measure(1000, (index) => scripts.jq(select, toBoat(index + 1))),
    builtInMsPer10000: measureBuiltIn(),
  };
  await scripts.close();
  return { ...figures, admin500FilesMs: await measureFiles(program) };
}

/** Of three kinds with rules of their own; the best of five, since the first times are the compiler's. */
function measureBuiltIn(): number {
  const objects = Array.from({ length: 10_000 }, (_value, index) => toWorkload(index));
  const runs = Array.from({ length: 5 }, () => {
    const started = performance.now();
    for (const object of objects) assessHealth(object);
    return performance.now() - started;
  });
  return toRounded(Math.min(...runs), 1);
}

const workloads = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "v1", kind: "Service" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
];

function toWorkload(index: number): KubeObject {
  const { apiVersion = "v1", kind = "Service" } = workloads[index % workloads.length] ?? {};
  const status = {
    observedGeneration: 1,
    replicas: 2,
    readyReplicas: 2,
    updatedReplicas: 2,
    availableReplicas: 2,
  };
  return { apiVersion, kind, metadata: { name: `w-${index}`, generation: 1 }, spec: { replicas: 2 }, status };
}

function measure(times: number, run: (index: number) => unknown): number {
  const started = performance.now();
  for (let index = 0; index < times; index += 1) run(index);
  return toRounded((performance.now() - started) / times, 4);
}

const annotations = Object.fromEntries(
  Array.from({ length: 50 }, (_value, index) => [`note-${index}`, "x".repeat(60)]),
);
const containers = [{ name: "main" }, { name: "proxy", image: "proxy:1" }];

function toBoat(generation: number): KubeObject {
  return {
    apiVersion: "sea.example/v1",
    kind: "Boat",
    metadata: { name: "ada", generation, annotations },
    spec: { template: { spec: { containers } } },
    status: {
      conditions: [
        { type: "Synced", status: "True" },
        { type: "Ready", status: "True" },
      ],
    },
  };
}

async function measureFiles(program: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-scripts-"));
  try {
    const objects = join(folder, "objects");
    await mkdir(objects);
    const data = { "resource.customizations.health.sea.example_Boat": lua };
    const settings = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "argocd-cm" }, data };
    await writeFile(join(folder, "cm.json"), JSON.stringify(settings));
    const files = Array.from({ length: 500 }, (_value, index) => join(objects, `${index}.json`));
    await Promise.all(files.map((file, index) => writeFile(file, JSON.stringify(toBoat(index)))));
    const words = ["admin", "settings", "resource-overrides", "health"];
    const started = performance.now();
    const args = [program, ...words, ...files, "--argocd-cm-path", join(folder, "cm.json"), "-o", "json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const took = performance.now() - started;
    if (status !== 0 || !stdout.includes("Healthy")) throw new Error(`Cannot measure files: ${stderr}`);
    return toRounded(took, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
