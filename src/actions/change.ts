import type { Json } from "../kube/json.ts";

/** What an action that is built in does: sets fields, or makes what takes more than that. */
export type Change =
  | { readonly set: readonly (readonly [path: string, to: NewValue])[] }
  | { readonly make: "job" | "endOfJob" | "workflow" | "nextStep" | "switchover" };

/**
 * `now`: the time, RFC 3339; `gone`: the field is taken away; `count`: a whole number from 0, as a number or as text. A dot
 * within a name of a path is written `\u2024`.
 */
export type NewValue =
  | "now"
  | "gone"
  | { readonly value: Json }
  | { readonly parameter: string; readonly as: "count" | "countText" };
