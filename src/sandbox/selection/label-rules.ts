const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const valuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const prefixPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const characters =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const nameExamples =
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const prefixRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const keyRule = `a valid label key ${characters} ${nameExamples} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;

const lengthMax = 63;
const prefixLengthMax = 253;

/** Says in the server's words what makes a label's key none; undefined: it is one. */
export function checkLabelKey(key: string): string | undefined {
  const parts = key.split("/");
  if (parts.length > 2) return keyRule;
  const name = parts.at(-1) ?? "";
  const problems = [...(parts.length === 2 ? checkPrefix(parts[0] ?? "") : []), ...checkName(name)];
  return problems.length === 0 ? undefined : problems.join("; ");
}

function checkPrefix(prefix: string): readonly string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  if (prefix.length > prefixLengthMax) return [`prefix part must be no more than ${prefixLengthMax} bytes`];
  return prefixPattern.test(prefix) ? [] : [`prefix part ${prefixRule}`];
}

function checkName(name: string): readonly string[] {
  const empty = name === "" ? ["name part must be non-empty"] : [];
  const long = name.length > lengthMax ? [`name part must be no more than ${lengthMax} bytes`] : [];
  return [...empty, ...long, ...(namePattern.test(name) ? [] : [`name part ${characters} ${nameExamples}`])];
}

/** Says in the server's words what makes a label's value none; undefined: it is one. */
export function checkLabelValue(value: string): string | undefined {
  const long = value.length > lengthMax ? [`must be no more than ${lengthMax} bytes`] : [];
  const problems = [...long, ...(valuePattern.test(value) ? [] : [valueRule])];
  return problems.length === 0 ? undefined : problems.join("; ");
}
