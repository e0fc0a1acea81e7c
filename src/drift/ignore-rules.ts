import { parsePointer } from "../kube/json-patch.ts";
import type { ObjectKey } from "../kube/key.ts";
import type { KubeObject } from "../kube/object.ts";
import { toNameTest } from "../project/glob.ts";
import type { IgnoreRule, KnownTypes } from "../settings/comparison-settings.ts";
import { findRespelled } from "./known-types.ts";
import { toManagedPaths } from "./managed-paths.ts";
import { type Paths, toPaths } from "./prune.ts";

/** Gives the paths that jq expressions name in one side of a comparison; the story runs jq, for no room may. */
export type SelectPaths = (
  side: KubeObject,
  expressions: readonly string[],
) => readonly (readonly string[])[];

/** What a comparison leaves out. */
export type IgnoreContext = {
  readonly ignore: readonly IgnoreRule[];
  readonly select?: SelectPaths;
  readonly knownTypes?: readonly KnownTypes[];
  /** The rules of a ClusterRole that is made of others are its controller's. */
  readonly ignoreAggregatedRoles?: boolean;
};

/** The two sides of a comparison; `desired` may also be what a dry-run predicts. */
export type ComparedSides = {
  readonly desired?: KubeObject | undefined;
  readonly live?: KubeObject | undefined;
};

/** The paths of an object that are left out of every comparison; `texts` are the rules' own. */
export type Ignored = {
  readonly texts: readonly string[];
  /** A position in a list may be another one on the other side, so each side has its own paths. */
  readonly pathsOf: (side: KubeObject) => Paths;
};

type Compiled = {
  readonly rule: IgnoreRule;
  readonly hasGroup: (text: string) => boolean;
  readonly hasKind: (text: string) => boolean;
  readonly hasName: (text: string) => boolean;
  readonly hasNamespace: (text: string) => boolean;
};

const compiled = new WeakMap<readonly IgnoreRule[], readonly Compiled[]>();

/**
 * Gives what is ignored of an object; undefined: nothing. `live` says what field managers own. As in Argo CD, group and kind are
 * globs (an empty group is the core group), and an empty name or namespace is any. NewIgnoreNormalizer and Normalize in
 * https://github.com/argoproj/argo-cd/blob/000039b553e6b7557aff18e69612f89121af63a8/util/argo/normalizers/diff_normalizer.go
 */
export function toIgnored(context: IgnoreContext, key: ObjectKey, sides: ComparedSides): Ignored | undefined {
  const own = toOwnRules(context, key, sides);
  const respelled = findRespelled(context.knownTypes ?? [], key, sides);
  if (own.length === 0 && respelled === undefined) return undefined;
  const pointers = own.flatMap((rule) => rule.jsonPointers);
  const managers = own.flatMap((rule) => rule.managedFieldsManagers);
  const expressions = own.flatMap((rule) => rule.jqPathExpressions);
  if (pointers.length + managers.length + expressions.length === 0 && respelled === undefined)
    return undefined;
  const pointed = pointers.map(parseIgnored).filter((path) => path !== undefined);
  const { live } = sides;
  const managed = live === undefined || managers.length === 0 ? [] : toManagedPaths(live, managers);
  const common = [...pointed, ...managed];
  const texts = [
    ...pointers,
    ...managers.map((manager) => `manager ${manager}`),
    ...expressions.map((expression) => `jq ${expression}`),
  ];
  if (expressions.length === 0 && respelled === undefined) {
    const paths = toPaths(common);
    return { texts, pathsOf: () => paths };
  }
  const pathsOf = (side: KubeObject) =>
    toPaths([
      ...common,
      ...(expressions.length === 0 ? [] : (context.select?.(side, expressions) ?? [])),
      ...(respelled?.get(side) ?? []),
    ]);
  return { texts, pathsOf };
}

const noRules: readonly IgnoreRule[] = [];
const aggregatedRole: IgnoreRule = {
  group: "rbac.authorization.k8s.io",
  kind: "ClusterRole",
  name: "",
  namespace: "",
  jsonPointers: ["/rules"],
  jqPathExpressions: [],
  managedFieldsManagers: [],
};

function toOwnRules(
  { ignore, ignoreAggregatedRoles }: IgnoreContext,
  key: ObjectKey,
  { desired, live }: ComparedSides,
): readonly IgnoreRule[] {
  const own = ignore.length === 0 ? noRules : rulesFor(ignore, key);
  if (ignoreAggregatedRoles !== true || key.kind !== aggregatedRole.kind) return own;
  const isAggregated = [desired, live].some((side) => side?.["aggregationRule"] !== undefined);
  return isAggregated && key.group === aggregatedRole.group ? [...own, aggregatedRole] : own;
}

function rulesFor(rules: readonly IgnoreRule[], key: ObjectKey): readonly IgnoreRule[] {
  return compile(rules).flatMap((each) => (isFor(each, key) ? each.rule : []));
}

/** Gives a message for every pointer that cannot be used; the other pointers of its rule work. */
export function checkIgnoreRules(rules: readonly IgnoreRule[]): readonly string[] {
  return rules.flatMap((rule, index) =>
    rule.jsonPointers.flatMap((pointer, position) => {
      const place = `ignoreDifferences[${index}].jsonPointers[${position}]`;
      if (parseIgnored(pointer) !== undefined) return [];
      return [
        `Cannot use ${place}: ${JSON.stringify(pointer)} is no JSON pointer: start it with "/", write "~1" for "/" and "~0" for "~"`,
      ];
    }),
  );
}

function compile(rules: readonly IgnoreRule[]): readonly Compiled[] {
  const present = compiled.get(rules);
  if (present !== undefined) return present;
  const made = rules.map((rule) => ({
    rule,
    hasGroup: toNameTest(rule.group),
    hasKind: toNameTest(rule.kind),
    hasName: toNameTest(rule.name === "" ? "*" : rule.name),
    hasNamespace: toNameTest(rule.namespace === "" ? "*" : rule.namespace),
  }));
  compiled.set(rules, made);
  return made;
}

function isFor(rule: Compiled, key: ObjectKey): boolean {
  return (
    rule.hasKind(key.kind) &&
    rule.hasGroup(key.group) &&
    rule.hasName(key.name) &&
    rule.hasNamespace(key.namespace)
  );
}

// RFC 6901; the whole document, "", is not something that can be ignored.
const pointerText = /^(?:\/(?:[^~/]|~[01])*)+$/s;

function parseIgnored(pointer: string): readonly string[] | undefined {
  return pointerText.test(pointer) ? parsePointer(pointer) : undefined;
}
