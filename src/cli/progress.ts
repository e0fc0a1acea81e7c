import type { Writable } from "node:stream";

/** One line that is written over again and again, while somebody watches. */
export type Progress = { show(line: string): void; clear(): void };

/** Makes a progress line on a terminal; anywhere else it writes nothing. */
export function createProgress(
  stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const clearLine = "\r\u001b[2K";
  return {
    show: (line) =>
      void stream.write(`${clearLine}${line.slice(0, Math.max((stream.columns ?? 80) - 1, 20))}`),
    clear: () => void stream.write(clearLine),
  };
}
