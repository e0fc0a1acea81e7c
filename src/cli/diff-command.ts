import type { IgnoreRule } from "../application/application.ts";
import { formatDiff } from "../drift/format-diff.ts";
import { formatKey } from "../kube/key.ts";
import type { ComparedObject } from "../plan/compared-object.ts";
import { isResource } from "../record/resources.ts";
import { resolveTarget } from "../stories/load-subject.ts";
import { observeApplication } from "../stories/observe-application.ts";
import type { CommandContext } from "./command-context.ts";
import { readKnownInventory } from "./known-inventory.ts";
import { openSingle, requireSubject, type SingleOptions } from "./single-application.ts";

export type DiffOptions = SingleOptions & { readonly state: string };

/** Runs `outrigger diff`: 0 no drift, 1 drift, 2 it cannot be said. */
export async function runDiff(file: string, options: DiffOptions, context: CommandContext): Promise<number> {
  const single = await openSingle(file, options, context);
  const { application, view } = single;
  const { out, err } = context.streams;
  try {
    const subject = await requireSubject(single);
    const revision = await resolveTarget(application, view.ports.git);
    const inventory = await readKnownInventory(application.name, options.state);
    const { objects } = await observeApplication(subject, { revision, inventory }, view.ports);
    const resources = objects.filter(isResource);
    const unknown = resources.filter(({ status }) => status === "Unknown");
    for (const object of unknown) {
      err.write(
        `error: Cannot compare ${formatKey(object.ref)}: ${object.reason ?? "the cluster does not say"}\n`,
      );
    }
    const drifted = resources.filter(({ status }) => status === "OutOfSync");
    for (const object of drifted) out.write(formatObject(object, application.ignoreDifferences));
    if (unknown.length > 0) return 2;
    return drifted.length > 0 ? 1 : 0;
  } finally {
    await view.close();
  }
}

/** What an apply would make of the live object, as the API server says, where it was asked. */
function formatObject(object: ComparedObject, ignore: readonly IgnoreRule[]): string {
  const text = formatDiff(object.predicted ?? object.desired?.object, object.live, { ignore });
  return text === "" ? `# ${formatKey(object.ref)}: ${object.reason ?? "OutOfSync"}\n` : text;
}
