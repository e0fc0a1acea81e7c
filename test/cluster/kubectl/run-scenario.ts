import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { compareText, isObject } from "../../../src/kube/json.ts";
import type { Program } from "../find-kubectl.ts";
import { toNormalForm } from "./normal-form.ts";
import type { Scenario, Step } from "./scenarios.ts";

/** One of the two servers. */
export type Side = {
  readonly kubectl: Program;
  readonly kubeconfig: string;
  /** kubectl's home, where it keeps what it discovered. */
  readonly home: string;
  /** The name of its first node. */
  readonly node: string;
};

/** What a command printed, in the form that is compared. */
export type Printed = { readonly step: Step; readonly lines: readonly string[] };

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

const timeoutMs = 90_000;

/** Runs the commands of a scenario one after another in a namespace that is made for it and deleted at the end. */
export async function runScenario(
  side: Side,
  scenario: Scenario,
  namespace: string,
): Promise<readonly Printed[]> {
  const own = { namespace, node: side.node };
  const port = 30_500 + (Number.parseInt(namespace.slice(-6), 36) % 2_000);
  const fill = (text: string) => text.replaceAll("$NS", namespace).replaceAll("$PORT", String(port));
  const printed: Printed[] = [];
  await mkdir(side.home, { recursive: true });
  const space = `{apiVersion: v1, kind: Namespace, metadata: {name: ${namespace}}}`;
  await runKubectl(side, { run: "create --validate=false -f -", input: space });
  await runKubectl(side, {
    run: `wait serviceaccount default -n ${namespace} --for=create --timeout=20s`,
  });
  try {
    for (const each of scenario.steps) {
      const step = typeof each === "string" ? { run: each } : each;
      const input = step.input === undefined ? {} : { input: fill(step.input) };
      const ran = await runKubectl(side, { ...step, ...input, run: fill(step.run) }, namespace);
      printed.push({ step, lines: toLines(step, ran, own) });
    }
  } finally {
    await runKubectl(side, { run: `delete namespace ${namespace} --wait=false` });
  }
  return printed;
}

/** Runs one command to its end. */
export function runKubectl(side: Side, step: Step, namespace = "default"): Promise<Run> {
  const [program, ...first] = side.kubectl;
  const words = [...step.run.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const given = words.includes("-n") ? [] : ["--namespace", namespace];
  // What stands after `--` is no flag of kubectl.
  const [verb = "", ...rest] = words;
  const args = [...first, verb, ...given, ...rest];
  const env = { PATH: process.env["PATH"] ?? "", HOME: side.home, KUBECONFIG: side.kubeconfig, ...step.env };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, timeout: timeoutMs, killSignal: "SIGKILL" });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...texts }));
    child.stdin.on("error", () => undefined); // a command that does not read closes it
    child.stdin.end(step.input ?? "");
  });
}

function toLines(step: Step, { code, stdout, stderr }: Run, own: { namespace: string; node: string }) {
  if (step.compared === "none") return [];
  const whole = step.run.startsWith("get --raw") ? toSorted(stdout) : stdout;
  const all = [whole, ...(stderr === "" ? [] : [`stderr:\n${stderr}`])].flatMap((text) =>
    toNormalForm(text.trimEnd(), own),
  );
  const present = step.run.startsWith("api-") ? all.filter((line) => !isOfOthers(line)) : all;
  const shown = step.compared === "last" ? present.slice(-1) : present;
  return [...shown, `exit code ${code}`];
}

/** Others may use the same real server: their kinds come and go. */
function isOfOthers(line: string): boolean {
  return /\.example(\.com)?\/v\d/.test(line) && !line.includes("SPACE");
}

/** The order of an answer's fields means nothing; kubectl prints a raw one as it came. */
function toSorted(text: string): string {
  if (!text.startsWith("{")) return text;
  const sort = (_name: string, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b))) : value;
  return JSON.stringify(JSON.parse(text), sort, 2);
}

/** Gives a side's own folder and node. */
export async function openSide(side: Omit<Side, "home" | "node">, folder: string): Promise<Side> {
  const opened = { ...side, home: join(folder, "home"), node: "NODE" };
  await mkdir(opened.home, { recursive: true });
  const { stdout } = await runKubectl(opened, { run: "get nodes -o jsonpath={.items[0].metadata.name}" });
  return { ...opened, node: stdout.trim() || "NODE" };
}
