import type { Pause, PauseScope } from "../sync/pause.ts";

/** The pauses that people put, all in one place: whoever writes to a cluster asks for them before every write. */
export interface Pauses {
  /** Those that are over included. At most one question to the table a second: an answer may be that old. */
  read(): Promise<readonly Pause[]>;
  /** Saves a pause in place of the one of the same scope. Throws LIMIT_EXCEEDED where there are too many. */
  save(pause: Pause): Promise<void>;
  /** false: there was none of this scope. */
  remove(scope: PauseScope): Promise<boolean>;
}
