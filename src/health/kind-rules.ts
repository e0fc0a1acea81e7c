import type { StatusLine } from "./status-lines.ts";

/** What the controllers of some kinds write into their status, and what it means; data only. */
export type KindRules = {
  /** `group/Kind`; `*` stands for any text. */
  readonly kinds: readonly string[];
  /** Where the controller's authors say so. */
  readonly source: string;
  /** Paths of the conditions, where they are not status.conditions alone. */
  readonly conditions?: string;
  /** In order; where none fits, the conventions that controllers share decide. */
  readonly lines: readonly StatusLine[];
};
