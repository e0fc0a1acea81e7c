import type { ApplicationName } from "../application/application.ts";

/** What an observation looks at: a cluster by the name of its connection, or a repository by its URL. */
export type ObserveSubject =
  | { readonly kind: "cluster"; readonly cluster: string }
  | { readonly kind: "repository"; readonly repoUrl: string };

/**
 * Standard queues: a message says "look at this" and nothing else, so lost, doubled, late and reordered ones are harmless.
 * Throws STATE_UNREACHABLE where one could not be sent.
 */
export interface Queues {
  /** Wakes a reconcile of each application; `delayMs`: 15 minutes at most, longer ones are cut. */
  wake(names: readonly ApplicationName[], delayMs?: number): Promise<void>;
  observe(subjects: readonly ObserveSubject[]): Promise<void>;
  /** Puts a copy of an application's message where people look at what went wrong: the dead-letter queue. */
  bury(name: ApplicationName, reason: string): Promise<void>;
}
