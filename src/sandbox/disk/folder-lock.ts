import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReconcileError } from "../../errors.ts";

/**
 * Takes a folder, named by its real path, for this process; the answer gives it back. Rejects where another one has it. The lock
 * is a local socket, which ends with its process however that ends.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = toSocketPath(folder);
  const server = createServer((socket) => socket.destroy());
  await listen(server, path).catch(async (error: unknown) => {
    if (await isAnswered(path)) throw toLockError(folder, error);
    // Where sockets are files, one stays behind when its process is killed.
    await unlink(path).catch(() => undefined);
    await listen(server, path).catch((again: unknown) => {
      throw toLockError(folder, again);
    });
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Linux's abstract sockets and Windows' pipes leave no file behind. */
function toSocketPath(folder: string): string {
  const name = `outrigger-sandbox-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? join("\\\\.\\pipe", name) : join(tmpdir(), name);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function toLockError(folder: string, cause: unknown): ReconcileError {
  const message = `Cannot open the sandbox's state: another process uses ${folder}; stop it or choose another folder`;
  return new ReconcileError("STATE_UNREACHABLE", message, { cause });
}
