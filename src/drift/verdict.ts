import type { Json } from "../kube/json.ts";

export type SyncStatus = "Synced" | "OutOfSync" | "Unknown";

/** One field that differs. Values of Secrets are masked before they get here. */
export type FieldDifference = {
  /** As people write it: `spec.template.spec.containers[name="web"].image`. */
  readonly path: string;
  readonly desired: Json | undefined;
  readonly live: Json | undefined;
};

/**
 * The local verdict. `Suspect` asks for one dry-run apply; `repair`: values are equal but not (or too much) owned, so one
 * apply is due although nothing visible differs.
 */
export type Verdict = {
  readonly status: "Synced" | "OutOfSync" | "Suspect";
  readonly repair: boolean;
  readonly differences: readonly FieldDifference[];
  /** What the differences do not say: the first doubt of a Suspect, or that only ownership or our marks differ. No values. */
  readonly reason?: string;
  /** It is as it was remembered, so there is nothing new to remember. */
  readonly asRemembered?: true;
};
