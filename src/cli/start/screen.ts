import type { Writable } from "node:stream";

/** Where a start writes: a terminal, or a file that somebody reads later. */
export type Terminal = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Text that stays, and below it, on a terminal, a table that is drawn anew in its place. */
export type Screen = {
  readonly isLive: boolean;
  /** Writes text that stays. */
  print(text: string): void;
  /** Shows lines below all that stays, in place of those before; anywhere but on a terminal nothing. */
  show(lines: readonly string[]): void;
};

const clearBelow = "\u001b[J";

/** Makes the screen of a stream; `paint` colors a line of what is drawn anew, and makes none longer that one can see. */
export function createScreen(stream: Terminal, paint: (line: string) => string = (line) => line): Screen {
  if (stream.isTTY !== true) {
    return { isLive: false, print: (text) => void stream.write(text), show: () => undefined };
  }
  let shown: readonly string[] = [];
  const erase = () => (shown.length === 0 ? "" : `\u001b[${shown.length}A\r${clearBelow}`);
  const draw = () => shown.map((line) => `${paint(line)}\n`).join("");
  return {
    isLive: true,
    print: (text) => void stream.write(`${erase()}${text}${draw()}`),
    show(lines) {
      const before = erase();
      const rowsMax = Math.max((stream.rows ?? 24) - 1, 3);
      const next = lines.slice(0, rowsMax).map((line) => clipLine(line, stream.columns ?? 80));
      if (before !== "" && next.join("\n") === shown.join("\n")) return;
      shown = next;
      stream.write(`${before}${draw()}`);
    },
  };
}

/** A longer line would wrap, and the next drawing would begin a row too low. */
function clipLine(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(columns - 2, 10))}…`;
}
