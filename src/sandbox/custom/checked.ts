import type { Cause } from "../cluster/status-error.ts";

/**
 * What a schema says of a value: its causes, how much of the schema fits (the server shows the causes of the alternative that
 * fits best), and the causes that name no field.
 */
export type Checked = {
  readonly causes: readonly Cause[];
  readonly matches: number;
};

/** A value of which nothing is known yet. */
export const unchecked: Checked = { causes: [], matches: 0 };

/** Puts what several checks say together. */
export function merge(...parts: readonly Checked[]): Checked {
  return {
    causes: parts.flatMap(({ causes }) => causes),
    matches: parts.reduce((sum, { matches }) => sum + matches, 0),
  };
}
