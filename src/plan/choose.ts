import { formatKey, type ObjectKey } from "../kube/key.ts";
import { parseLabelSelector } from "../kube/label-selector.ts";
import { type Glob, parseGlob } from "../project/glob.ts";
import type { ComparedObject } from "./compared-object.ts";

/** Which objects a sync is for; each part narrows. */
export type Choice = {
  readonly only?: readonly ObjectKey[] | undefined;
  readonly resources?: readonly ObjectSelector[] | undefined;
  /** A label selector of Kubernetes, of what Git says. */
  readonly labels?: string | undefined;
};

/** `[!]GROUP:KIND:[NAMESPACE/]NAME`; each part may be a glob. */
export type ObjectSelector = {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly exclude?: true;
};

/** What is chosen; `problem`: nothing is, and why. */
export type Chosen = { readonly objects: readonly ComparedObject[]; readonly problem?: string };

/** Tells whether a sync is for a part of the objects: it then runs no hooks and leaves no history entry, as in Argo CD. */
export function isSelective({ only, resources, labels }: Choice): boolean {
  return only !== undefined || isFilled(resources) || isFilled(labels);
}

/**
 * Chooses the objects that a sync is for. An exclusion wins over an inclusion, and exclusions alone choose all others:
 * IncludeResource of https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/argo/argo.go
 */
export function chooseObjects(compared: readonly ComparedObject[], choice: Choice): Chosen {
  const known = choice.only === undefined ? compared : toOnly(compared, choice.only);
  const tests = [...toSelectorTests(choice.resources ?? []), ...toLabelTests(choice.labels ?? "")];
  const wrong = tests.find((test) => typeof test === "string");
  if (wrong !== undefined) return { objects: [], problem: wrong };
  const objects = known.filter((object) => tests.every((test) => typeof test === "string" || test(object)));
  // What heals itself may have nothing left to do; a person who chose nothing has made a mistake.
  if (tests.length === 0 || objects.some(isOrdinary)) return { objects };
  return { objects: [], problem: `Cannot sync: no object of the application matches ${describe(choice)}` };
}

type Test = (object: ComparedObject) => boolean;

function toOnly(compared: readonly ComparedObject[], only: readonly ObjectKey[]): readonly ComparedObject[] {
  const keys = new Set(only.map(formatKey));
  return compared.filter(({ ref }) => keys.has(formatKey(ref)));
}

function toSelectorTests(selectors: readonly ObjectSelector[]): readonly (Test | string)[] {
  if (selectors.length === 0) return [];
  const tests = selectors.map(toSelectorTest);
  const wrong = tests.indexOf(undefined);
  const selector = selectors[wrong];
  if (selector !== undefined) return [`Cannot sync: ${formatSelector(selector)} is no pattern`];
  const of = (exclude: boolean) =>
    tests.filter((test, index) => test !== undefined && (selectors[index]?.exclude === true) === exclude);
  const [included, excluded] = [of(false), of(true)];
  return [
    (object) =>
      (included.length === 0 || included.some((test) => test?.(object) === true)) &&
      !excluded.some((test) => test?.(object) === true),
  ];
}

function toSelectorTest({ group, kind, namespace, name }: ObjectSelector): Test | undefined {
  const [groups, kinds, names] = [toGlob(group), toGlob(kind), toGlob(name)];
  // As in Argo CD, no namespace is every namespace.
  const namespaces = toGlob(isFilled(namespace) ? (namespace ?? "*") : "*");
  if (groups === undefined || kinds === undefined || names === undefined || namespaces === undefined)
    return undefined;
  return ({ ref }) => groups(ref.group) && kinds(ref.kind) && names(ref.name) && namespaces(ref.namespace);
}

function toGlob(pattern: string): Glob | undefined {
  return parseGlob(pattern, "names");
}

/** What left Git has no labels to be chosen by: Argo CD chooses among the manifests. */
function toLabelTests(labels: string): readonly (Test | string)[] {
  if (!isFilled(labels)) return [];
  const selects = parseLabelSelector(labels);
  if (selects === undefined) return [`Cannot sync: ${JSON.stringify(labels)} is no label selector`];
  return [({ desired }) => desired !== undefined && selects(desired.object.metadata.labels ?? {})];
}

function isOrdinary({ desired, extra }: ComparedObject): boolean {
  return extra || (desired !== undefined && desired.hook === undefined);
}

function isFilled(choice: string | readonly unknown[] | undefined): boolean {
  return choice !== undefined && choice.length > 0;
}

function describe({ resources = [], labels = "" }: Choice): string {
  const texts = [...resources.map(formatSelector), ...(isFilled(labels) ? [`labels ${labels}`] : [])];
  return texts.join(", ");
}

function formatSelector({ group, kind, namespace, name, exclude }: ObjectSelector): string {
  const path = namespace === undefined ? name : `${namespace}/${name}`;
  return `${exclude === true ? "!" : ""}${group}:${kind}:${path}`;
}
