/** Tells whether this machine knows a time zone of the IANA database by this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false; // how Intl says so
  }
}
