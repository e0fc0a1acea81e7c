import type { JsonObject } from "../kube/json.ts";
import type { Settings } from "./settings.ts";

/** One thing wrong with a key; a warning where it is read as it is meant, but does not have its whole effect. */
export type SettingProblem = {
  readonly key: string;
  readonly message: string;
  readonly isWarning?: true;
};

/** A group of keys that are read together. */
export type SettingSection = {
  /** Keys of this section are kept and read; their values are text. */
  isKey(key: string): boolean;
  /** Reads what of `data` is this section's; what is wrong is told, and its default counts. */
  read(data: JsonObject): {
    readonly settings: Partial<Settings>;
    readonly problems: readonly SettingProblem[];
  };
};
