import type { Application } from "../application/application.ts";
import type { ControlPlane } from "../application/control-plane.ts";
import { formatProblem } from "../declaration/problem.ts";
import { ReconcileError } from "../errors.ts";
import { createMemorySpecs } from "../local/memory-specs.ts";
import { openView, type View } from "../local/open-view.ts";
import { loadSubject, type Subject } from "../stories/load-subject.ts";
import {
  type ClusterOptions,
  type CommandContext,
  readControlPlane,
  toViewOptions,
} from "./command-context.ts";

export type SingleOptions = ClusterOptions & { readonly apps?: readonly string[] };

/** One application that a command looks at, with everything that reads. */
export type Single = {
  readonly application: Application;
  readonly controlPlane: ControlPlane;
  readonly view: View;
};

/** Reads the one Application of a file; `--apps` says where its project, settings and credentials are. */
export async function openSingle(
  file: string,
  options: SingleOptions,
  context: CommandContext,
): Promise<Single> {
  const alone = await readControlPlane([file], context);
  const [declared, ...others] = alone.applications;
  if (declared === undefined || others.length > 0) {
    const message = `Cannot tell which application is meant: ${file} holds ${alone.applications.length} Applications, not one`;
    throw new ReconcileError("CONFIG_INVALID", message);
  }
  if (declared.application === undefined) {
    throw new ReconcileError("APPLICATION_INVALID", declared.problems.map(formatProblem).join("\n"));
  }
  const around = options.apps === undefined ? undefined : await readControlPlane(options.apps, context);
  const controlPlane = around ?? alone;
  const view = openView({
    ...toViewOptions(context, options),
    controlPlane: () => controlPlane,
    specs: createMemorySpecs([...(around?.manifests ?? []), ...alone.manifests]),
    // Without a state folder nothing is remembered between two runs, so any key will do.
    hashKey: "none",
  });
  return { application: declared.application, controlPlane, view };
}

/** Loads an application that is known to be declared. */
export async function requireSubject({ application, view }: Single): Promise<Subject> {
  const subject = await loadSubject(application.name, view.ports);
  if (subject === undefined)
    throw new ReconcileError("APPLICATION_INVALID", `Cannot find ${application.name.name}`);
  return subject;
}
