import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatApplicationName } from "../application/application.ts";
import type { ControlPlane, DeclaredApplication } from "../application/control-plane.ts";
import { codeOf, messageOf, ReconcileError } from "../errors.ts";
import { createMemorySpecs } from "../local/memory-specs.ts";
import { openView, type View } from "../local/open-view.ts";
import { formatPlan } from "../plan/format-plan.ts";
import { loadSubject, resolveTarget } from "../stories/load-subject.ts";
import { observeApplication } from "../stories/observe-application.ts";
import { planOperation } from "../stories/plan-operation.ts";
import { type CommandContext, toViewOptions } from "./command-context.ts";
import { readKnownInventory } from "./known-inventory.ts";
import type { RunOptions } from "./run-options.ts";

/**
 * Runs `outrigger run --dry-run`: prints for each application what a sync would do now. Nothing is written to a cluster, the
 * state folder or a cache; what must be on disk for a moment is in a folder that is removed again. 0: nothing to do anywhere.
 */
export async function runDry(
  controlPlane: ControlPlane,
  options: RunOptions,
  context: CommandContext,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "outrigger-dry-run-"));
  const view = openView({
    ...toViewOptions(context, options),
    cacheFolder: folder,
    controlPlane: () => controlPlane,
    specs: createMemorySpecs(controlPlane.manifests),
    hashKey: "none",
  });
  try {
    const exitCodes: number[] = [];
    for (const declared of controlPlane.applications) {
      exitCodes.push(await showPlan(declared, view, { options, context }));
    }
    return Math.max(...exitCodes);
  } finally {
    await view.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Run = { readonly options: RunOptions; readonly context: CommandContext };

async function showPlan(
  declared: DeclaredApplication,
  view: View,
  { options, context }: Run,
): Promise<number> {
  const { out, err } = context.streams;
  const title = formatApplicationName(declared.name);
  if (declared.application === undefined) return 2;
  try {
    const inventory = await readKnownInventory(declared.name, options.state);
    const { text, isIdle } = await planOne(declared, inventory, view);
    out.write(`${title}\n${text}`);
    return isIdle ? 0 : 1;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    err.write(`error: ${title}: ${messageOf(error)}\n`);
    return 1;
  }
}

async function planOne(
  { name }: DeclaredApplication,
  inventory: Awaited<ReturnType<typeof readKnownInventory>>,
  { ports }: View,
): Promise<{ readonly text: string; readonly isIdle: boolean }> {
  const subject = await loadSubject(name, ports);
  if (subject === undefined) throw new ReconcileError("APPLICATION_INVALID", `Cannot find ${name.name}`);
  const { syncPolicy } = subject.application;
  const revision = await resolveTarget(subject.application, ports.git);
  const observation = await observeApplication(subject, { revision, inventory }, ports);
  const plan = await planOperation(subject, observation, {
    prune: syncPolicy.automated?.prune ?? false,
    automated: syncPolicy.automated !== undefined,
  });
  // Hooks run only with a sync, and none is due.
  if (observation.sync === "Synced") return { text: "nothing to do\n", isIdle: true };
  return { text: `${formatPlan(plan)}\n`, isIdle: false };
}
