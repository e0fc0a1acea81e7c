import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { KubeObject } from "../../src/kube/object.ts";
import { runProcess } from "./run-process.ts";
import { applicationName, filesOf, inNamespace, objectPath, objectsOf, toApplication } from "./workload.ts";

/** Where one run of a contender is: its namespaces in the order of the applications, and a folder of its own. */
export type Run = {
  readonly kubeconfig: string;
  readonly namespaces: readonly string[];
  readonly folder: string;
};

const timeoutMs = 120_000;

/** Applies the workload with `kubectl apply --server-side`; gives the seconds from its start to its end. */
export async function runKubectl(kubectl: readonly [string, ...string[]], run: Run): Promise<number> {
  for (const [index, namespace] of run.namespaces.entries()) {
    const folder = join(run.folder, applicationName(index));
    await mkdir(folder, { recursive: true });
    const files = Object.entries(filesOf(inNamespace(objectsOf(index), namespace)));
    await Promise.all(files.map(([file, text]) => writeFile(join(folder, file), text)));
  }
  const [program, ...first] = kubectl;
  const args = [...first, "--kubeconfig", run.kubeconfig, "apply", "--server-side", "-R", "-f", run.folder];
  // kubectl keeps what it discovered in the home folder: one of its own, so that no earlier cluster gets in.
  const env = { ...process.env, HOME: join(run.folder, "..") };
  return (await runProcess(program, args, { timeoutMs, env })).seconds;
}

/** Applies the workload with bare-loop.ts; gives the seconds from the first PATCH to the last. */
export function runBareLoop(run: Run): Promise<number> {
  const objects = run.namespaces.flatMap((namespace, index) => inNamespace(objectsOf(index), namespace));
  return applyInLoop(run, objects);
}

/** Applies objects with bare-loop.ts; gives the seconds from the first PATCH to the last. */
export async function applyInLoop(
  run: Omit<Run, "namespaces">,
  objects: readonly KubeObject[],
): Promise<number> {
  const patches = objects.map((object) => ({ path: objectPath(object), body: JSON.stringify(object) }));
  await mkdir(run.folder, { recursive: true });
  const file = join(run.folder, "patches.json");
  await writeFile(file, JSON.stringify(patches));
  const script = join(import.meta.dirname, "bare-loop.ts");
  const { output } = await runProcess(process.execPath, [script, run.kubeconfig, file], { timeoutMs });
  return Number(output);
}

/** Writes the Applications of a run; gives the file. */
export async function writeApplications(run: Run, repoUrl: string): Promise<string> {
  await mkdir(run.folder, { recursive: true });
  const file = join(run.folder, "applications.yaml");
  const documents = run.namespaces.map((namespace, index) =>
    stringify(toApplication(applicationName(index), repoUrl, namespace)),
  );
  await writeFile(file, documents.join("---\n"));
  return file;
}
