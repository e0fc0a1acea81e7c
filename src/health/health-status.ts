/** Best first, the order in which an application takes the worst of its objects. */
export const healthStatuses = [
  "Healthy",
  "Suspended",
  "Progressing",
  "Missing",
  "Degraded",
  "Unknown",
] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export type Health = { readonly status: HealthStatus; readonly message?: string };

/** Makes a health; an empty message is left out. */
export function toHealth(status: HealthStatus, message = ""): Health {
  return message === "" ? { status } : { status, message };
}

/** A rollout that is under way: what it waits for. */
export function waitsForRollout(message: string): Health {
  return toHealth("Progressing", `Waiting for the rollout: ${message}`);
}
