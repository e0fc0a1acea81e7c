/** Formats a time, or milliseconds since 1970, as Kubernetes does: RFC 3339 in UTC, of whole seconds. */
export function formatTime(time: Date | number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
