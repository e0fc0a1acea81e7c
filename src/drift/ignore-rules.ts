import type { IgnoreRule } from "../application/application.ts";
import type { ObjectKey } from "../kube/key.ts";
import { type Glob, parseGlob } from "../project/glob.ts";
import { type Paths, toPaths } from "./prune.ts";

/** The paths of an object that are left out of every comparison; `pointers` are the rules' own texts. */
export type Ignored = { readonly paths: Paths; readonly pointers: readonly string[] };

type Compiled = {
  readonly rule: IgnoreRule;
  readonly hasGroup: (text: string) => boolean;
  readonly hasKind: (text: string) => boolean;
  readonly hasName: (text: string) => boolean;
  readonly hasNamespace: (text: string) => boolean;
};

const compiled = new WeakMap<readonly IgnoreRule[], readonly Compiled[]>();

/**
 * Gives what the rules ignore of an object; undefined: nothing. As in Argo CD, group and kind are globs (an empty group is
 * the core group), and an empty name or namespace is any. NewIgnoreNormalizer and Normalize in
 * https://github.com/argoproj/argo-cd/blob/000039b553e6b7557aff18e69612f89121af63a8/util/argo/normalizers/diff_normalizer.go
 */
export function toIgnored(rules: readonly IgnoreRule[], key: ObjectKey): Ignored | undefined {
  if (rules.length === 0) return undefined;
  const pointers = compile(rules).flatMap((each) => (isFor(each, key) ? each.rule.jsonPointers : []));
  if (pointers.length === 0) return undefined;
  const tokens = pointers.map(parsePointer).filter((path) => path !== undefined);
  return { paths: toPaths(tokens), pointers };
}

/** Gives a message for every pointer that cannot be used; the other pointers of its rule work. */
export function checkIgnoreRules(rules: readonly IgnoreRule[]): readonly string[] {
  return rules.flatMap((rule, index) =>
    rule.jsonPointers.flatMap((pointer, position) => {
      const place = `ignoreDifferences[${index}].jsonPointers[${position}]`;
      if (parsePointer(pointer) !== undefined) return [];
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
    hasGroup: toTest(rule.group),
    hasKind: toTest(rule.kind),
    hasName: toTest(rule.name === "" ? "*" : rule.name),
    hasNamespace: toTest(rule.namespace === "" ? "*" : rule.namespace),
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

function parsePointer(pointer: string): readonly string[] | undefined {
  if (!pointerText.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A pattern that is malformed matches nothing: a rule must not ignore more than was meant. */
function toTest(pattern: string): Glob {
  return parseGlob(pattern, "names") ?? (() => false);
}
