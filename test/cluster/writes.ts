import { open, stat } from "node:fs/promises";
import { inject } from "vitest";

/** A request of the program, as the API server's audit log has it. */
export type ProgramRequest = {
  readonly verb: string;
  readonly uri: string;
  /** The API server's answer: 201 where an object was made. */
  readonly code: number;
  readonly name: string;
  readonly namespace: string;
  readonly resource: string;
  readonly dryRun: boolean;
  /** Who was impersonated. */
  readonly as: string | undefined;
};

const reading = new Set(["get", "list", "watch"]);

/** Tells whether requests can be counted; says so once where they cannot. */
export function canCount(): boolean {
  const log = inject("auditLog");
  if (log === undefined)
    console.log("requests are not counted: no audit log of this API server (OUTRIGGER_AUDIT_LOG)");
  return log !== undefined;
}

/** Remembers where the audit log ends; gives what the program has asked for in these namespaces since then. */
export async function followRequests(
  ...namespaces: readonly string[]
): Promise<() => Promise<readonly ProgramRequest[]>> {
  const log = inject("auditLog");
  if (log === undefined) return () => Promise.resolve([]);
  const { size: start } = await stat(log);
  return async () => {
    const file = await open(log);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      const requests = buffer.toString("utf8").split("\n").flatMap(toRequest);
      // Others may use the same API server.
      return requests.filter(({ namespace }) => namespaces.includes(namespace));
    } finally {
      await file.close();
    }
  };
}

/** Tells whether a request could have changed something. */
export function isWrite({ verb, dryRun }: ProgramRequest): boolean {
  return !reading.has(verb) && !dryRun;
}

/** A request as one line. */
export function describe({ verb, uri, code }: ProgramRequest): string {
  return `${verb} ${uri} ${code}`;
}

function toRequest(line: string): readonly ProgramRequest[] {
  if (line === "") return [];
  const { verb, requestURI, userAgent = "", objectRef = {}, responseStatus, ...more } = JSON.parse(line);
  if (!String(userAgent).startsWith("outrigger/") || more.stage !== "ResponseComplete") return [];
  const { name = "", namespace = "", resource = "" } = objectRef;
  const dryRun = String(requestURI).includes("dryRun=All");
  const code = responseStatus?.code ?? 0;
  const as = more.impersonatedUser?.username;
  return [{ verb, uri: requestURI, code, name, namespace, resource, dryRun, as }];
}
