import type { Project } from "../application/project-spec.ts";
import { formatKey } from "../kube/key.ts";
import { findMalformed } from "../live/orphans.ts";
import type { Finding } from "./conditions.ts";
import type { OrphanSighting, OrphanWatch, Unread } from "./orphan-watch.ts";

/** Gives the warnings of what was found last; none where the project wants none. */
export function toOrphanFindings(watch: OrphanWatch | undefined, project: Project): readonly Finding[] {
  const rules = project.orphanedResources;
  if (rules?.warn !== true) return [];
  const malformed = findMalformed(rules).map(
    (field) => `${field} of project ${project.name} is a malformed pattern and matches nothing; correct it`,
  );
  const messages = [...malformed, ...(watch?.found === undefined ? [] : describe(watch.found, project.name))];
  return messages.map((message) => ({ type: "OrphanedResourceWarning", message }));
}

function describe(found: OrphanSighting, project: string): readonly string[] {
  const { count, isCut, unread, forbidden } = found;
  return [
    ...(count === 0 ? [] : [describeCount(found, project)]),
    ...(isCut === true && count === 0
      ? ["The namespace has too much to look for all orphaned resources: none among what was looked at"]
      : []),
    ...(unread === undefined
      ? []
      : [`Orphaned resources were not looked for among ${nameKinds(unread)}: these could not be listed`]),
    ...(forbidden === undefined
      ? []
      : [
          `Orphaned resources were not looked for among ${nameKinds(forbidden)}: these may not be listed; allow it, or set resource.respectRBAC to normal or strict in argocd-cm`,
        ]),
  ];
}

// Argo CD's words, "Application has 3 orphaned resources", and which.
function describeCount({ count, first, isCut }: OrphanSighting, project: string): string {
  const least = isCut === true ? "at least " : "";
  const more = count > first.length ? ` and ${count - first.length} more` : "";
  const names = first.map(formatKey).join(", ");
  return `Application has ${least}${count} orphaned resources: ${names}${more}; declare them in Git, delete them, or name them in spec.orphanedResources.ignore of project ${project} (looked for once a day and at a hard refresh)`;
}

function nameKinds({ first, more }: Unread): string {
  return `${first.join(", ")}${more === 0 ? "" : ` and ${more} more kinds`}`;
}
