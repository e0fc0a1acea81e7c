/** Tells whether labels are selected. */
export type LabelSelector = (labels: Readonly<Record<string, unknown>>) => boolean;

const selectorCharactersMax = 2_000;

const label = "[A-Za-z0-9][A-Za-z0-9._/-]*";
const value = "[A-Za-z0-9._-]*";
const exists = new RegExp(`^(!?)\\s*(${label})$`);
const equals = new RegExp(`^(${label})\\s*(=|==|!=)\\s*(${value})$`);
const among = new RegExp(`^(${label})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const listed = new RegExp(`^${value}$`);

/**
 * Parses a label selector as the Kubernetes API does: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, all of which must
 * hold. undefined: it is none. A label that is absent is unlike every value.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  if (text.length > selectorCharactersMax) return undefined;
  if (text.trim() === "") return () => true;
  const parts = text.split(/,(?![^()]*\))/).map((part) => parseRequirement(part.trim()));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return (labels) => parts.every((part) => part(labels));
}

function parseRequirement(text: string): LabelSelector | undefined {
  const [, not, present] = exists.exec(text) ?? [];
  if (present !== undefined) return (labels) => Object.hasOwn(labels, present) === (not === "");
  const [, name, operator, wanted] = equals.exec(text) ?? [];
  if (name !== undefined && wanted !== undefined) return toMembership(name, [wanted], operator !== "!=");
  const [, key, how, list] = among.exec(text) ?? [];
  if (key === undefined || list === undefined) return undefined;
  const values = list.split(",").map((each) => each.trim());
  return values.every((each) => listed.test(each)) ? toMembership(key, values, how === "in") : undefined;
}

function toMembership(name: string, values: readonly string[], wanted: boolean): LabelSelector {
  return (labels) => {
    const present = Object.hasOwn(labels, name) ? labels[name] : undefined;
    return values.some((each) => each === present) === wanted;
  };
}
