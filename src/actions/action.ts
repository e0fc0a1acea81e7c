import type { KubeObject } from "../kube/object.ts";

/** One action as it is shown; Argo CD's names. */
export type ResourceAction = {
  readonly name: string;
  readonly disabled: boolean;
  readonly displayName?: string;
  readonly iconClass?: string;
  readonly params?: readonly ActionParameter[];
};

/** `default`: what counts where nobody gives a value; without it one is needed. */
export type ActionParameter = { readonly name: string; readonly default?: string };

/** What an action changes: `patch` makes the live object this one, `create` makes a new one. */
export type Impact = { readonly operation: "patch" | "create"; readonly object: KubeObject };

/** What a run needs beside the object. `now`: milliseconds since 1970. */
export type ActionRun = {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly now: number;
};

/** What came of a run; `refusal` is a sentence for people. */
export type ActionOutcome = { readonly impacts: readonly Impact[] } | { readonly refusal: string };
