import type { Revision } from "../../source/revision.ts";
import { resolveTarget } from "../../stories/load-subject.ts";
import { type Observation, observeApplication } from "../../stories/observe-application.ts";
import { withoutMemory } from "../../stories/render-manifests.ts";
import { keepRevision } from "../../tasks/keep-revision.ts";
import type { ApiCall, ApiPorts } from "../api-call.ts";
import { type LoadedApplication, loadFound } from "../applications/load-found.ts";
import type { Refusal } from "../refuse.ts";

/** An Application beside its cluster, at the revision that a call names, else at its own. */
export type ComparedApplication = LoadedApplication & { readonly observation: Observation };

/** Compares the Application that a call names with its cluster now. `hard` in the query: rendered again, whatever is kept. */
export async function compareFound(call: ApiCall, ports: ApiPorts): Promise<ComparedApplication | Refusal> {
  const found = await loadFound(call, ports);
  if ("refusal" in found) return found;
  const { subject, inventory } = found;
  const revision = await resolveAsked(found, call, ports);
  const fresh = call.query.hard ? withoutMemory(ports) : ports;
  return { ...found, observation: await observeApplication(subject, { revision, inventory }, fresh) };
}

/** Resolves the revision that a call names, else the Application's own. */
export async function resolveAsked(
  { subject, watch }: Pick<LoadedApplication, "subject" | "watch">,
  { query }: ApiCall,
  { git }: ApiPorts,
): Promise<Revision> {
  const { application } = subject;
  if (query.revision === undefined) {
    const newest = await resolveTarget(application, git);
    return query.hard ? newest : await keepRevision(newest, { application, watch }, git);
  }
  return await git.resolve(application.source.repoUrl, query.revision);
}
