import { formatDrift, toDriftItem } from "../drift/drift-report.ts";
import type { DiffOptions } from "../drift/format-diff.ts";
import { formatJson } from "../kube/json.ts";
import { formatKey } from "../kube/key.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import { isResource } from "../record/resources.ts";
import { toIgnoreContext } from "../stories/ignore-context.ts";
import { resolveTarget } from "../stories/load-subject.ts";
import { observeApplication } from "../stories/observe-application.ts";
import { createSelection } from "../stories/select-paths.ts";
import { type CommandContext, toPaint } from "./command-context.ts";
import { readKnownInventory } from "./known-inventory.ts";
import { openSingle, requireSubject, type SingleOptions } from "./single-application.ts";

export type DiffCommandOptions = SingleOptions & {
  readonly state: string;
  readonly output?: "text" | "json";
};

/** Runs `outrigger diff`: 0 no drift, 1 drift, 2 it cannot be said. */
export async function runDiff(
  file: string,
  options: DiffCommandOptions,
  context: CommandContext,
): Promise<number> {
  const single = await openSingle(file, options, context);
  const { application, view } = single;
  try {
    const subject = await requireSubject(single);
    const revision = await resolveTarget(application, view.ports.git);
    const inventory = await readKnownInventory(application.name, options.state);
    const { objects } = await observeApplication(subject, { revision, inventory }, view.ports);
    const resources = objects.filter(isResource).filter(({ status }) => status !== "Synced");
    const { select } = createSelection(view.ports.jq);
    const shown = toIgnoreContext(application, view.ports.settings.comparison, select);
    if (options.output === "json") context.streams.out.write(`${formatJson(resources.map(toDriftItem))}\n`);
    else print(resources, shown, context);
    if (resources.some(({ status }) => status === "Unknown")) return 2;
    return resources.length > 0 ? 1 : 0;
  } finally {
    await view.close();
  }
}

function print(resources: readonly ComparedObject[], shown: DiffOptions, context: CommandContext): void {
  const { streams } = context;
  const paint = toPaint(context);
  for (const object of resources) {
    if (object.status === "OutOfSync") streams.out.write(paint(formatDrift(object, shown)));
    else {
      const reason = object.reason ?? "the cluster does not say";
      streams.err.write(`error: Cannot compare ${formatKey(object.ref)}: ${reason}\n`);
    }
  }
}
