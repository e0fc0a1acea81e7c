import type { Application } from "../application/application.ts";
import { parseSyncOptions } from "../application/sync-options.ts";
import { ReconcileError } from "../errors.ts";
import { checkApplication } from "../project/project.ts";
import { toPinnedChoices } from "../record/pin.ts";
import type { ApplicationState } from "../record/state.ts";
import type { SyncChoices } from "../sync/sync-choices.ts";
import type { Subject } from "./load-subject.ts";

/** Gives what a person chose for the sync that runs, or that is asked for; else where the application is pinned. */
export function choicesOf(state: ApplicationState): SyncChoices {
  const { operation, requested } = state;
  if (operation !== undefined) return operation.choices ?? {};
  return (requested === undefined ? toPinnedChoices(state) : requested.choices) ?? {};
}

/** Tells whether a sync is to another revision or from another source than the application's. */
export function isElsewhere({ revision, source }: SyncChoices): boolean {
  return revision !== undefined || source !== undefined;
}

/**
 * Lays what a person chose over the application, for this one sync. What cannot be done is the subject's refusal. Throws
 * PROJECT_DENIED where the project does not allow the chosen source.
 */
export function withChoices(subject: Subject, choices: SyncChoices): Subject {
  const { application } = subject;
  const { options, problem } = toOptions(application, choices);
  const refusal = problem ?? refuseRevision(application, choices);
  if (refusal !== undefined) return { ...subject, refusal };
  const { retry = application.syncPolicy.retry, source } = choices;
  const syncPolicy = { ...application.syncPolicy, ...(retry === undefined ? {} : { retry }), options };
  if (source === undefined) return { ...subject, application: { ...application, syncPolicy } };
  const chosen = { ...application, syncPolicy, source };
  const denials = checkApplication(subject.project, chosen, subject.connection);
  if (denials.length > 0) throw new ReconcileError("PROJECT_DENIED", denials.join("\n"));
  return { ...subject, application: chosen, declared: application.source };
}

function toOptions({ syncPolicy }: Application, { syncOptions = [], force }: SyncChoices) {
  const { options, problems } = parseSyncOptions(syncOptions, syncPolicy.options);
  const wrong = problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return {
    options: force === true ? { ...options, force } : options,
    problem: wrong.length === 0 ? undefined : `Cannot sync: ${wrong.join("; ")}`,
  };
}

/** The automation would go back at once: "auto-sync currently set to" of Argo CD's server/application/application.go. */
function refuseRevision({ syncPolicy, source }: Application, choices: SyncChoices): string | undefined {
  const { revision, dryRun, rollbackTo } = choices;
  if (rollbackTo !== undefined && revision === undefined)
    return `Cannot roll back to ${rollbackTo}: the history has no such entry`;
  if (revision === undefined || revision === source.targetRevision) return undefined;
  if (syncPolicy.automated === undefined || dryRun === true || rollbackTo !== undefined) return undefined;
  return `Cannot sync to ${JSON.stringify(revision)}: auto-sync is on and keeps the application at ${JSON.stringify(source.targetRevision)}; change targetRevision, or switch auto-sync off`;
}
