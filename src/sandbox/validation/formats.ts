/** Says what keeps a text from having a format; nothing if it has it. */
export type Format = (text: string) => readonly string[];

type Pattern = {
  readonly regex: RegExp;
  readonly what: string;
  readonly examples: readonly string[];
  readonly max?: number;
};

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const key = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const ends = "and must start and end with an alphanumeric character";
const domain = `${label}(\\.${label})*`;

// https://github.com/kubernetes/kubernetes/blob/v1.35.0/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
const patterns = {
  subdomain: {
    regex: toRegex(domain),
    what: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ends}`,
    examples: ["example.com"],
    max: 253,
  },
  label: {
    regex: toRegex(label),
    what: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ends}`,
    examples: ["my-name", "123-abc"],
    max: 63,
  },
  label1035: {
    regex: toRegex("[a-z]([-a-z0-9]*[a-z0-9])?"),
    what: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    examples: ["my-name", "abc-123"],
    max: 63,
  },
  wildcard: {
    regex: toRegex(`\\*\\.${domain}`),
    what: "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    examples: ["*.example.com"],
    max: 253,
  },
  percent: {
    regex: toRegex("[0-9]+%"),
    what: "a valid percent string must be a numeric string followed by an ending '%'",
    examples: ["1%", "93%"],
  },
  headerName: {
    regex: toRegex("[-A-Za-z0-9]+"),
    what: "a valid HTTP header must consist of alphanumeric characters or '-'",
    examples: ["X-Header-Name"],
  },
  configKey: {
    regex: toRegex("[-._a-zA-Z0-9]+"),
    what: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    examples: ["key.name", "KEY_NAME", "key-name"],
    max: 253,
  },
} satisfies Readonly<Record<string, Pattern>>;

const labelValue: Pattern = {
  regex: toRegex(`(${key})?`),
  what: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: ["MyValue", "my_value", "12345"],
};
const nameOfKey: Pattern = {
  regex: toRegex(key),
  what: `must consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: ["MyName", "my.name", "123-abc"],
};

/** The formats of names and keys, by what they are called here. */
export const formats = {
  subdomain: (text) => match(text, patterns.subdomain),
  /** RFC 1123. */
  label: (text) => {
    const problems = match(text, patterns.label);
    const isDomain = patterns.subdomain.regex.test(text) && !patterns.label.regex.test(text);
    return isDomain ? [...problems.slice(0, -1), "must not contain dots"] : problems;
  },
  label1035: (text) => match(text, patterns.label1035),
  wildcard: (text) => match(text, patterns.wildcard),
  percent: (text) => match(text, patterns.percent),
  headerName: (text) => match(text, patterns.headerName),
  configKey: (text) => [...match(text, patterns.configKey), ...backsteps(text)],
  labelKey: toLabelKeyProblems,
  labelValue: (text) => {
    const long = text.length > 63 ? ["must be no more than 63 bytes"] : [];
    return [...long, ...match(text, labelValue)];
  },
  /** What RBAC takes as a name, and the least that every name has to be. */
  pathSegment: (text) => {
    if (text === "." || text === "..") return [`may not be '${text}'`];
    return ["/", "%"].filter((bad) => text.includes(bad)).map((bad) => `may not contain '${bad}'`);
  },
  portName: toPortNameProblems,
  environmentName: (text) => {
    const isPlain = /^[\x20-\x3c\x3e-\x7e]*$/.test(text);
    const what =
      "a valid environment variable name must consist only of printable ASCII characters other than '='";
    return isPlain ? [] : [what];
  },
} satisfies Readonly<Record<string, Format>>;

function toRegex(source: string): RegExp {
  return new RegExp(`^${source}$`);
}

function match(text: string, { regex, what, examples, max }: Pattern): readonly string[] {
  const long = max !== undefined && text.length > max ? [`must be no more than ${max} characters`] : [];
  if (regex.test(text)) return long;
  const source = regex.source.slice(1, -1);
  const list = examples.map((each) => `'${each}'`).join(",  or ");
  return [...long, `${what} (e.g. ${list}, regex used for validation is '${source}')`];
}

function toLabelKeyProblems(text: string): readonly string[] {
  const parts = text.split("/");
  if (parts.length > 2) {
    const optional = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${match(text, nameOfKey)[0]} ${optional}`];
  }
  const name = parts.at(-1) ?? "";
  const empty = name === "" ? ["must be non-empty"] : [];
  const long = name.length > 63 ? ["must be no more than 63 bytes"] : [];
  return [
    ...(parts.length === 2 ? toPrefixProblems(parts[0] ?? "") : []),
    ...[...empty, ...long, ...match(name, nameOfKey)].map((each) => `name part ${each}`),
  ];
}

function toPrefixProblems(prefix: string): readonly string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return match(prefix, patterns.subdomain).map((each) => `prefix part ${each}`);
}

function backsteps(text: string): readonly string[] {
  if (text === "." || text === "..") return [`must not be '${text}'`];
  return text.startsWith("..") ? ["must not start with '..'"] : [];
}

function toPortNameProblems(text: string): readonly string[] {
  return [
    [text.length > 15, "must be no more than 15 characters"] as const,
    [
      !/^[-a-z0-9]+$/.test(text),
      "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
    ] as const,
    [!/[a-z]/.test(text), "must contain at least one letter (a-z)"] as const,
    [text.includes("--"), "must not contain consecutive hyphens"] as const,
    [/^-|-$/.test(text), "must not begin or end with a hyphen"] as const,
  ].flatMap(([isWrong, message]) => (isWrong ? [message] : []));
}
