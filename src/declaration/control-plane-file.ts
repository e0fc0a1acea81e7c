/** One text of a person's: `file` is what they call it (a path, `-`). */
export type ControlPlaneFile = { readonly file: string; readonly text: string };
