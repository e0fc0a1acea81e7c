import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { codeOf, messageOf } from "../../errors.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import type { SeenApplication } from "../../ports/application-data.ts";
import { unseenState } from "../../record/next-state.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import { type Refusal, refuse } from "../refuse.ts";

/** An Application that is there; `seen` is undefined until somebody has looked at it. */
export type FoundApplication = {
  readonly manifest: JsonObject;
  readonly seen: SeenApplication | undefined;
};

/** Finds the Application that a call names; one of a project that the call does not name is not there for it. */
export async function findApplication(call: ApiCall, ports: ApiPorts): Promise<FoundApplication | Refusal> {
  const manifest = await ports.specs.read("Application", call.name);
  if (manifest === undefined || !isOfProjects(manifest, call.query.projects)) return refuseName(call.name);
  return { manifest, seen: await readSeen(call.name, ports) };
}

/** Makes the answer that there is no such Application. */
export function refuseName(name: ApplicationName): Refusal {
  return refuse("NOT_FOUND", `Cannot find Application ${formatApplicationName(name)}`);
}

/** Tells whether a manifest is of one of the projects; none means any. */
export function isOfProjects(manifest: JsonObject, projects: readonly string[]): boolean {
  if (projects.length === 0) return true;
  const project = readField(manifest, "spec", "project") ?? "default";
  return projects.some((each) => each === project);
}

/** Reads what is known of an application; where that is damaged, its conditions say so until a reconcile has mended it. */
export async function readSeen(name: ApplicationName, ports: ApiPorts): Promise<SeenApplication | undefined> {
  try {
    return await ports.data.read(name);
  } catch (error) {
    if (codeOf(error) !== "STATE_DAMAGED") throw error;
    const condition = { type: "UnknownError", message: messageOf(error), since: ports.clock.now() };
    return { isDue: true, state: { ...unseenState, conditions: [condition] } };
  }
}
