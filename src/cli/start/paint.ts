const reset = "\u001b[0m";
const green = "\u001b[32m";
const yellow = "\u001b[33m";
const red = "\u001b[31m";
const bold = "\u001b[1m";

const colors: ReadonlyMap<string, string> = new Map([
  ["Synced", green],
  ["Healthy", green],
  ["OutOfSync", yellow],
  ["Missing", yellow],
  ["Progressing", yellow],
  ["Suspended", yellow],
  ["Degraded", red],
  ["SYNC", bold],
  ["HEALTH", bold],
]);

/** Colors the second and third column of a line of the live table; messages stay as they are. */
export function paintLine(line: string): string {
  const cells = /^(\S+ +)(\S+)( +)(\S+)(.*)$/.exec(line);
  if (cells === null) return line;
  const [, name = "", sync = "", gap = "", health = "", rest = ""] = cells;
  return [name, paint(sync), gap, paint(health), rest].join("");
}

/** Tells whether an environment wants colors: https://no-color.org. */
export function wantsColor(env: NodeJS.ProcessEnv): boolean {
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

function paint(word: string): string {
  const color = colors.get(word);
  return color === undefined ? word : `${color}${word}${reset}`;
}
