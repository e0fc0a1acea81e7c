import type { Ports } from "../ports/ports.ts";
import { findPause, type Paused, readPauseAnnotation } from "../sync/pause.ts";
import type { Subject } from "./load-subject.ts";

/** What a pause may be of. */
export type Pausable = Pick<Subject, "application" | "project" | "connection">;

/** Reads why nothing may be written for an application now; undefined: nobody paused it. Annotations are those it was loaded with. */
export async function readPause(
  { application, project, connection }: Pausable,
  { pauses, clock }: Pick<Ports, "clock" | "pauses">,
): Promise<Paused | undefined> {
  const placed = { application: application.name, project: application.project, cluster: connection.name };
  return (
    findPause(await pauses.read(), placed, clock.now()) ??
    readPauseAnnotation(project.annotations ?? {}, { kind: "AppProject", name: project.name }) ??
    readPauseAnnotation(application.annotations, { kind: "Application", name: application.name.name })
  );
}
