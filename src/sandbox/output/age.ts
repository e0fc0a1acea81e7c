import type { Json } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";

/** Prints how long ago a time was, as the server's tables do; without a time, that it is unknown. */
export function toAge(time: Json | undefined, now: Date): string {
  if (typeof time !== "string" || time === "") return "<unknown>";
  return formatDuration(now.getTime() - Date.parse(time));
}

/**
 * Prints a duration with at most two units: `90s`, `5m30s`, `3h5m`, `2d4h`, `400d`, `3y10d`.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go
 */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 120) return `${Math.max(0, seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return join(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return join(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return join(days, "d", hours % 24, "h");
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? join(years, "y", days % 365, "d") : `${years}y`;
}

function join(count: number, unit: string, ...[rest, smaller]: readonly [number, string]): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${smaller}`;
}

/** Prints how old an object is. */
export function ageOf({ metadata }: KubeObject, now: Date): string {
  return toAge(metadata.creationTimestamp, now);
}
