import { isTimeZone } from "../../kube/time-zone.ts";
import { invalid } from "./causes.ts";
import type { At, Rule } from "./field.ts";

type Bounds = { readonly least: number; readonly most: number; readonly names: readonly string[] };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const bounds: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];
const descriptors = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);

/** A schedule of five fields or a descriptor; the texts are those of github.com/robfig/cron. */
export const schedule: Rule = (at) => {
  const text = String(at.value ?? "");
  if (text === "") return [];
  const problem = toProblem(text);
  const zone = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
  return [
    ...(problem === undefined ? [] : [invalid(at, problem)]),
    ...(text.includes("TZ") ? [invalid(at, zone)] : []),
  ];
};

/** The name of a time zone that this machine knows, too. */
export const timeZone: Rule = (at: At) => {
  if (typeof at.value !== "string" || isTimeZone(at.value)) return [];
  return [invalid(at, `unknown time zone ${at.value}`)];
};

function toProblem(text: string): string | undefined {
  const spec = text.replace(/^(CRON_)?TZ=\S*\s*/, "");
  if (spec.startsWith("@every ")) return undefined;
  if (spec.startsWith("@")) return descriptors.has(spec) ? undefined : `unrecognized descriptor: ${spec}`;
  const fields = spec.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries()) {
    const own = bounds[index];
    const problem = own === undefined ? undefined : toFieldProblem(field, own);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function toFieldProblem(field: string, own: Bounds): string | undefined {
  const parts = field.split(",").filter((part) => part !== "");
  return parts.map((part) => toRangeProblem(part, own)).find((problem) => problem !== undefined);
}

function toRangeProblem(expression: string, { least, most, names }: Bounds): string | undefined {
  const [range = "", step = "1", ...slashes] = expression.split("/");
  const [low = "", high = low, ...hyphens] = range.split("-");
  if (slashes.length > 0) return `too many slashes: ${expression}`;
  if (hyphens.length > 0) return `too many hyphens: ${expression}`;
  const isAny = range === "*" || range === "?";
  const wrong = [...(isAny ? [] : [low, high]), step].find((part) => toNumber(part, names) === undefined);
  if (wrong !== undefined) {
    return `failed to parse int from ${wrong}: strconv.Atoi: parsing ${JSON.stringify(wrong)}: invalid syntax`;
  }
  const start = isAny ? least : Number(toNumber(low, names));
  const isOpen = isAny || (step !== "1" && high === low);
  const end = isOpen ? most : Number(toNumber(high, names));
  if (start < least) return `beginning of range (${start}) below minimum (${least}): ${expression}`;
  if (end > most) return `end of range (${end}) above maximum (${most}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return Number(step) === 0 ? `step of range should be a positive number: ${expression}` : undefined;
}

function toNumber(text: string, names: readonly string[]): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return names.length === months.length ? index + 1 : index;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
