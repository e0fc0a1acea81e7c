import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, unsupported } from "../validation/causes.ts";
import type { At, Rule } from "../validation/field.ts";
import { type Format, formats } from "../validation/formats.ts";
import { all, below, each, fields, is, isEmpty, itemsOf } from "../validation/rules.ts";
import { checkSchema } from "./check-schema.ts";
import { checkDefaults } from "./schema-defaults.ts";
import { checkStructural } from "./structural.ts";

/** Several complaints of one format stand in one cause. */
function joined(format: Format, prefix = ""): Rule {
  return (at) => {
    const wrong = isEmpty(at.value) ? [] : format(String(at.value));
    return wrong.length === 0 ? [] : [invalid(at, prefix + wrong.join(","))];
  };
}

const mixedCase = joined(
  (text) => formats.label1035(text.toLowerCase()),
  "may have mixed case, but should otherwise match: ",
);

const group: Rule = (at) => {
  const wrong = joined(formats.subdomain)(at);
  const isBare = !isEmpty(at.value) && !String(at.value).includes(".");
  if (wrong.length > 0 || !isBare) return wrong;
  return [invalid(at, "should be a domain with at least one dot")];
};

const columnTypes = ["boolean", "date", "integer", "number", "string"];

const column: Rule = (at) => {
  const type = below(at, "type");
  const list = `must be one of ${columnTypes.join(",")}`;
  const path = below(at, "jsonPath");
  return [
    ...is.given()(below(at, "name")),
    ...is.given(list)(type),
    ...(isEmpty(type.value) || columnTypes.includes(String(type.value)) ? [] : [invalid(type, list)]),
    ...is.given()({ path: `${at.path}.JSONPath`, value: path.value }),
  ];
};

const scalePaths: readonly (readonly [string, string])[] = [
  ["specReplicasPath", ".spec."],
  ["statusReplicasPath", ".status."],
];

const scale: Rule = (at) =>
  isObject(at.value)
    ? scalePaths.flatMap(([name, prefix]) => {
        const field = below(at, name);
        if (isEmpty(field.value)) return [required(field.path)];
        const isBelow = String(field.value).startsWith(prefix);
        return isBelow ? [] : [invalid(field, `should be a json path under ${prefix.slice(0, -1)}`)];
      })
    : [];

const schemaRule: Rule = (at) => {
  if (!isObject(at.value)) return [];
  const structural = checkStructural(at.value, at.path);
  const defaults = structural.length === 0 ? checkDefaults(at.value, at.path) : [];
  return [...structural, ...defaults, ...checkSchema(at.value, at.path)];
};

/** What versions have each of their own; where all have the same, the server takes it for the definition's. */
const parts: readonly { readonly path: readonly string[]; readonly whole: string; readonly rule: Rule }[] = [
  { path: ["schema", "openAPIV3Schema"], whole: "validation.openAPIV3Schema", rule: schemaRule },
  { path: ["subresources"], whole: "subresources", rule: fields({ scale }) },
  { path: ["additionalPrinterColumns"], whole: "additionalPrinterColumns", rule: each(column) },
];

function isShared(versions: readonly At[], path: readonly string[]): boolean {
  const [first, ...others] = versions.map((version) => below(version, ...path).value);
  return others.every((each) => equalJson(each, first));
}

const ownParts: Rule = (at) => {
  const versions = itemsOf(at);
  const own = parts.filter(({ path }) => !isShared(versions, path));
  return versions.flatMap((version) => [
    ...joined(formats.label1035)(below(version, "name")),
    ...own.flatMap(({ path, rule }) => rule(below(version, ...path))),
  ]);
};

const sharedParts: Rule = (at) => {
  const versions = itemsOf(below(at, "versions"));
  const [first] = versions;
  if (first === undefined) return [];
  return parts
    .filter(({ path }) => isShared(versions, path))
    .flatMap(({ path, whole, rule }) =>
      rule({ path: `${at.path}.${whole}`, value: below(first, ...path).value }),
    );
};

/** The first version's name stands for the definition's version. */
const firstVersion: Rule = (at) => {
  const name = itemsOf(below(at, "versions")).map(({ value }) => readField(value, "name"))[0];
  return joined(formats.label1035)({ path: `${at.path}.version`, value: name });
};

const schemaGiven: Rule = (at) =>
  itemsOf(at).flatMap((item) => is.given()(below(item, "schema", "openAPIV3Schema")));

const counted: Rule = (at) => {
  const list = itemsOf(at);
  const names = new Set(list.map(({ value }) => readField(value, "name")));
  const stored = list.filter(({ value }) => readField(value, "storage") === true);
  return [
    ...(names.size < list.length ? [invalid(at, "must contain unique version names")] : []),
    ...(stored.length === 1 ? [] : [invalid(at, "must have exactly one version marked as storage version")]),
  ];
};

const names: Rule = (at) => {
  const { kind, listKind } = asObject(at.value);
  const isSame = !isEmpty(kind) && kind === listKind;
  return [
    ...fields({ plural: is.given(), kind: is.given() })(at),
    ...fields({
      plural: joined(formats.label1035),
      singular: joined(formats.label1035),
      kind: mixedCase,
      listKind: mixedCase,
      shortNames: each(joined(formats.label1035)),
    })(at),
    ...(isSame ? [invalid(below(at, "listKind"), "kind and listKind may not be the same")] : []),
    ...fields({ categories: each(joined(formats.label1035)) })(at),
  ];
};

const conversion: Rule = (at) => {
  const strategy = below(at, "strategy");
  const webhook = readField(at.value, "webhook");
  const causes = is.oneOf("None", "Webhook")(strategy);
  if (strategy.value === "Webhook" && webhook === undefined)
    return [
      ...causes,
      required(`${at.path}.webhookClientConfig`, "required when strategy is set to Webhook"),
      required(`${at.path}.conversionReviewVersions`),
    ];
  if (strategy.value === "Webhook" || webhook === undefined) return causes;
  const why = "should not be set when strategy is not set to Webhook";
  return [...causes, forbidden(`${at.path}.webhookClientConfig`, why)];
};

const scope: Rule = (at) => {
  if (isEmpty(at.value)) return [required(at.path)];
  const known = ["Cluster", "Namespaced"];
  return known.includes(String(at.value)) ? [] : [unsupported(at, known)];
};

const specRules: Rule = all(
  fields({ group: [is.given(), group], scope, versions: [schemaGiven, ownParts, counted] }),
  firstVersion,
  fields({ names }),
  sharedParts,
  fields({ conversion }),
);

const spec: Rule = ({ path, value }) => {
  const given = asObject(value);
  return specRules({ path, value: { names: {}, ...given, scope: given["scope"] ?? "" } });
};

/** Every version that objects were stored in has to stay. */
const storedVersions: Rule = (at) => {
  const stored = below(at, "status", "storedVersions");
  const list = asList(stored.value);
  const versions = readField(at.value, "spec", "versions");
  const all = asList(versions);
  const known = all.map((each) => readField(each, "name"));
  const missing = all
    .filter((each) => readField(each, "storage") === true && !list.includes(String(readField(each, "name"))))
    .map((each) => invalid(stored, `must have the storage version ${readField(each, "name")}`));
  if (list.length === 0)
    return [invalid({ path: stored.path, value: null }, "must have at least one stored version")];
  const gone = list.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [invalid({ path: `${stored.path}[${index}]`, value: name }, toMissing(String(name)))],
  );
  return [...missing, ...gone];
};

function toMissing(name: string): string {
  const until = `must remain in spec.versions until a storage migration ensures no data remains persisted in ${name}`;
  return `missing from spec.versions; ${name} was previously a storage version, and ${until} and removes ${name} from status.storedVersions`;
}

/** Says what is wrong with a CustomResourceDefinition: its names, its versions, and their schemas. */
export const definitionRule: Rule = all(fields({ spec }), storedVersions);

/** Says whether a new CustomResourceDefinition has the name that its own names make. */
export function checkDefinitionName({ value }: At): readonly Cause[] {
  const name = String(readField(value, "metadata", "name") ?? "");
  const plural = readField(value, "spec", "names", "plural") ?? "";
  const wanted = `${plural}.${readField(value, "spec", "group") ?? ""}`;
  if (name === wanted) return [];
  return [invalid({ path: "metadata.name", value: name }, 'must be spec.names.plural+"."+spec.group')];
}
