import { parse } from "yaml";
import * as z from "zod";
import type { JsonObject } from "../kube/json.ts";
import type { ComparisonSettings, ResourceFilter } from "./comparison-settings.ts";
import { isCustomizationKey, readCustomizations } from "./read-customizations.ts";
import type { SettingProblem, SettingSection } from "./section.ts";
import { defaultSettings } from "./settings.ts";

const compareOptions = "resource.compareoptions";
const exclusions = "resource.exclusions";
const inclusions = "resource.inclusions";
const maskedAnnotations = "resource.sensitive.mask.annotations";
const ownKeys = new Set([compareOptions, exclusions, inclusions, maskedAnnotations]);

/** resource.compareoptions, exclusions, inclusions, masked annotations, and how the kinds of customizations are compared. */
export const comparisonSection: SettingSection = {
  isKey: (key) => ownKeys.has(key) || isCustomizationKey(key),
  read(data) {
    const { problems, ...customizations } = readCustomizations(data);
    const found: SettingProblem[] = [...problems];
    const comparison: ComparisonSettings = {
      ...defaultSettings.comparison,
      ...customizations,
      ...readOptions(data, found),
      exclusions: readFilters(data, exclusions, found) ?? defaultSettings.comparison.exclusions,
      inclusions: readFilters(data, inclusions, found) ?? [],
      maskedAnnotations: readList(data[maskedAnnotations]),
    };
    return { settings: { comparison }, problems: found };
  },
};

const texts = z.array(z.string()).nullish();
const filters = z
  .array(z.strictObject({ apiGroups: texts, kinds: texts, clusters: texts }))
  .nullable()
  .transform((list) => list ?? []);

/** A list that is wrong leaves the default, so that nothing is read or pruned by mistake. */
function readFilters(
  data: JsonObject,
  key: string,
  problems: SettingProblem[],
): readonly ResourceFilter[] | undefined {
  const read = readAs(filters, data[key]);
  if (read === undefined) return undefined;
  if (!read.success) {
    const message = "must be YAML with a list of apiGroups, kinds and clusters";
    problems.push({ key, message });
    return undefined;
  }
  return read.data.map((filter) => ({
    apiGroups: filter.apiGroups ?? [],
    kinds: filter.kinds ?? [],
    clusters: filter.clusters ?? [],
  }));
}

const options = z.strictObject({
  ignoreAggregatedRoles: z.boolean().default(false),
  ignoreResourceStatusField: z
    .union([z.enum(["all", "crd", "none", "off"]), z.boolean()])
    .default("all")
    .transform(toStatusRule),
  // How often Argo CD looks at a watched object; here nobody watches.
  ignoreDifferencesOnResourceUpdates: z.boolean().default(true),
});

// "off" and false: https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/docs/user-guide/diffing.md
function toStatusRule(value: "all" | "crd" | "none" | "off" | boolean): ComparisonSettings["ignoreStatus"] {
  if (value === "off" || value === false) return "none";
  return value === true ? "all" : value;
}

function readOptions(data: JsonObject, problems: SettingProblem[]): Partial<ComparisonSettings> {
  const read = readAs(options, data[compareOptions]);
  if (read === undefined) return {};
  if (read.success) {
    const { ignoreAggregatedRoles, ignoreResourceStatusField: ignoreStatus } = read.data;
    return { ignoreAggregatedRoles, ignoreStatus };
  }
  const message =
    "must be YAML with ignoreAggregatedRoles (true or false) and ignoreResourceStatusField (all, crd or none)";
  problems.push({ key: compareOptions, message });
  return {};
}

/** undefined: there is no such key, or it is no text, which is told already. */
function readAs<S extends z.ZodType>(
  schema: S,
  text: unknown,
): ReturnType<typeof schema.safeParse> | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return schema.safeParse(parse(text));
  } catch {
    return schema.safeParse(undefined); // no YAML
  }
}

function readList(text: unknown): readonly string[] {
  const names = typeof text === "string" ? text.split(",").map((name) => name.trim()) : [];
  return names.filter((name) => name !== "");
}
