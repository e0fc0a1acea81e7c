import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What tells one process from every other that ever ran: a pid alone is used again. */
type ProcessIdentity = {
  readonly host: string;
  /** Changes when the machine starts again; "-" where the system does not say. */
  readonly boot: string;
  /** Space that the pid is of: a container has its own. */
  readonly space: string;
  readonly pid: number;
  readonly start: string;
};

/** Names this process: `host/boot/space/pid/start`, each part percent-encoded. */
export function nameThisProcess(): string {
  const { host, boot, space } = thisMachine();
  const start = readStart(process.pid) ?? "-";
  return [host, boot, space, String(process.pid), start].map(encodeURIComponent).join("/");
}

/**
 * Tells whether an owner's process has ended for certain: this machine was started again since, or the pid is nobody's or another
 * process's. Further parts of the text are the caller's own. False for another machine or container: a lease tells there.
 */
export function isDeadOwner(owner: string): boolean {
  const named = parseIdentity(owner);
  if (named === undefined) return false;
  const here = thisMachine();
  if (named.host !== here.host) return false;
  if (named.boot !== here.boot) return true;
  return named.space === here.space && readStart(named.pid) !== named.start;
}

/** Gives the pid that an owner's text names, for messages. */
export function pidOf(owner: string): number | undefined {
  return parseIdentity(owner)?.pid;
}

function parseIdentity(owner: string): ProcessIdentity | undefined {
  const [host, boot, space, pid, start] = owner.split("/").map(decodeURIComponent);
  if (host === undefined || boot === undefined || space === undefined || start === undefined)
    return undefined;
  const number = Number(pid);
  return Number.isSafeInteger(number) && number > 0 ? { host, boot, space, pid: number, start } : undefined;
}

let machine: Pick<ProcessIdentity, "host" | "boot" | "space"> | undefined;

function thisMachine(): Pick<ProcessIdentity, "host" | "boot" | "space"> {
  machine ??= {
    host: hostname(),
    boot: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()) ?? "-",
    space: attempt(() => readlinkSync("/proc/self/ns/pid")) ?? "-",
  };
  return machine;
}

/** When a process started, in whatever unit the system has; undefined: there is no such process, or only its remains. */
function readStart(pid: number): string | undefined {
  if (process.platform !== "linux") return readStartByPs(pid);
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is a name in brackets and may hold anything; state is the field after it, start time is field 22.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function readStartByPs(pid: number): string | undefined {
  const options = { encoding: "utf8", timeout: 5_000, env: { ...process.env, LC_ALL: "C" } } as const;
  const start = attempt(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options).trim());
  return start === "" ? undefined : start;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // no such file, process or program here: the caller has a rule for that
  }
}
