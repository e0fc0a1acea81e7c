import type { Json } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";

/** Runs what people wrote about objects, within limits of time and memory; the same script and object give the same result. */
export type HealthScripts = {
  /** Gives the table that a Lua script returns. */
  lua(script: LuaScript, object: KubeObject): ScriptResult;
  /**
   * Gives the place of the first expression that is true, -1 where none is, or the text that says which field is missing. An empty
   * expression is passed over.
   */
  cel(expressions: readonly string[], object: KubeObject): ScriptResult;
};

/** A script as the settings hold it. */
export type LuaScript = {
  readonly lua: string;
  readonly useOpenLibs: boolean;
  /** What the global `actionParams` holds, for scripts of actions. */
  readonly parameters?: Readonly<Record<string, string>>;
};

/** A problem says why there is no result; not which script it was. */
export type ScriptResult = { readonly value: Json | undefined } | { readonly problem: string };
