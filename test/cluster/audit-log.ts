import { readFile } from "node:fs/promises";

export type AuditCounts = {
  readonly requests: number;
  /** Requests that change something; dry-runs do not. */
  readonly mutating: number;
  readonly dryRuns: number;
};

const mutatingVerbs = new Set(["create", "update", "patch", "delete", "deletecollection"]);

/** Counts the distinct requests in an API server's audit log by user agent (a watch has two lines of one auditID). */
export async function readAudit(path: string): Promise<ReadonlyMap<string, AuditCounts>> {
  const seen = new Set<string>();
  const counts = new Map<string, AuditCounts>();
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    if (line === "") continue;
    const { auditID, userAgent = "", verb, requestURI } = JSON.parse(line);
    if (seen.has(auditID)) continue;
    seen.add(auditID);
    const isWrite = mutatingVerbs.has(verb);
    const isDryRun = isWrite && String(requestURI).includes("dryRun=All");
    const { requests = 0, mutating = 0, dryRuns = 0 } = counts.get(userAgent) ?? {};
    counts.set(userAgent, {
      requests: requests + 1,
      mutating: mutating + (isWrite && !isDryRun ? 1 : 0),
      dryRuns: dryRuns + (isDryRun ? 1 : 0),
    });
  }
  return counts;
}
