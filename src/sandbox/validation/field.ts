import type { Json } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";

/** The value of one field, and where it is. */
export type At = { readonly path: string; readonly value: Json | undefined };

/** Gives what is wrong with a field, in the server's words; nothing where it is as it should be. */
export type Rule = (at: At) => readonly Cause[];
