/** Gives the field manager of an installation: one for each, since two owners under one name delete each other's fields. */
export function toFieldManager(installation: string): string {
  return `outrigger-${installation}`;
}
