import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SandboxProcess, startSandboxProcess } from "../cluster/sandbox-process.ts";
import { applyInLoop } from "./contenders.ts";
import { runProcess } from "./run-process.ts";
import { toMedian, toRounded } from "./statistics.ts";
import { configMapsOf, inNamespace } from "./workload.ts";

export type SandboxFigures = {
  /** 10,000 server-side applies of new ConfigMaps, 16 in flight, the client in a process of its own. */
  readonly applies: { readonly seconds: number; readonly ratioToReal: number };
  /** From the request to the last byte of 5,000 ConfigMaps in one answer; the median of `lists`. */
  readonly list5000Ms: number;
  /** From the start of its process to its first answer; the median of `starts`. */
  readonly startMs: number;
  /** Resident set of its process, Node included, once it holds 10,000 objects and has served them. */
  readonly mb10000: number;
};

const objects = 10_000;
/** The real server takes this many; its time is scaled. */
const realObjects = 2_000;
const starts = 5;
const lists = 7;
const timeoutMs = 10_000;

/** Measures a bundled sandbox in a process of its own, beside the real API server of a kubeconfig. */
export async function measureSandbox(place: {
  readonly script: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly folder: string;
}): Promise<SandboxFigures> {
  const { script, kubeconfig, namespace, folder } = place;
  await mkdir(folder, { recursive: true });
  const startMs = await measureStart(script);
  const sandbox = await startSandboxProcess({}, script);
  try {
    const own = join(folder, "sandbox.kubeconfig");
    await writeFile(own, sandbox.kubeconfig);
    const half = objects / 2;
    for (const name of ["one", "two"]) await createNamespace(sandbox, name);
    const maps = ["one", "two"].flatMap((name) => inNamespace(configMapsOf(0, half), name));
    const seconds = await applyInLoop({ kubeconfig: own, folder: join(folder, "applies") }, maps);
    const realMaps = inNamespace(configMapsOf(0, realObjects), namespace);
    const real = await applyInLoop({ kubeconfig, folder: join(folder, "real") }, realMaps);
    const list5000Ms = await measureList(sandbox, half);
    return {
      applies: {
        seconds: toRounded(seconds, 3),
        ratioToReal: toRounded(seconds / ((real * objects) / realObjects), 3),
      },
      list5000Ms,
      startMs,
      mb10000: await readMegabytes(sandbox),
    };
  } finally {
    await sandbox.stop();
  }
}

async function measureStart(script: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < starts; run += 1) {
    const startedAt = performance.now();
    const sandbox = await startSandboxProcess({}, script);
    await fetch(`${sandbox.url}/api/v1/namespaces`).then((answer) => answer.text());
    times.push(performance.now() - startedAt);
    await sandbox.stop();
  }
  return toRounded(toMedian(times), 0);
}

async function createNamespace({ url }: SandboxProcess, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1/namespaces`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`Cannot measure: namespace ${name}: ${await answer.text()}`);
}

async function measureList({ url }: SandboxProcess, count: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < lists; run += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}/api/v1/namespaces/one/configmaps`);
    const bytes = await answer.arrayBuffer();
    times.push(performance.now() - startedAt);
    const { items }: { items: unknown[] } = JSON.parse(new TextDecoder().decode(bytes));
    if (items.length < count) throw new Error(`Cannot measure: a list has ${items.length} objects`);
  }
  return toRounded(toMedian(times), 0);
}

async function readMegabytes({ process: { pid } }: SandboxProcess): Promise<number> {
  const { output } = await runProcess("ps", ["-o", "rss=", "-p", String(pid)], { timeoutMs });
  return toRounded(Number(output) / 1024, 1);
}
