import * as z from "zod";
import { neverSet, notYet, textMap } from "../declaration/field-types.ts";
import { holdsPassword, showValue } from "../declaration/message-text.ts";
import { isObject, type JsonObject } from "../kube/json.ts";

const flag = z.boolean().default(false);
const text = z.string().exactOptional();

const jsonObject = z.custom<JsonObject>(isObject, {
  error: ({ input }) => `must be a mapping: ${showValue(input)}`,
});

const valueFile = z
  .string()
  .min(1)
  .superRefine((name, context) => {
    if (name.startsWith("$"))
      context.addIssue(`values of another source are not supported yet: ${showValue(name)}`);
    if (name.includes("://"))
      context.addIssue(`only files of the repository can be read: ${showValue(name)}`);
  });

const helm = z.strictObject({
  releaseName: text,
  namespace: text,
  valueFiles: z.array(valueFile).default([]),
  ignoreMissingValueFiles: flag,
  values: z.string().default(""),
  valuesObject: jsonObject.exactOptional(),
  parameters: z
    .array(z.strictObject({ name: z.string().min(1), value: z.string().default(""), forceString: flag }))
    .default([]),
  fileParameters: z.array(z.strictObject({ name: z.string().min(1), path: z.string().min(1) })).default([]),
  skipCrds: flag,
  skipTests: flag,
  skipSchemaValidation: flag,
  kubeVersion: text,
  apiVersions: z.array(z.string()).default([]),
  version: z.string().exactOptional(), // Argo CD ignores it since 3.5
  passCredentials: notYet("credentials go to the repository's own host only"),
});

const count = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0));
const writeInKustomization = "write it in the kustomization.yaml";

const kustomize = z.strictObject({
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  images: z.array(z.string()).default([]),
  commonLabels: textMap.default({}),
  commonAnnotations: textMap.default({}),
  replicas: z.array(z.strictObject({ name: z.string().min(1), count })).default([]),
  version: notYet("remove it, one version of kustomize is used"),
  kubeVersion: notYet("remove it, the cluster's own version is used"),
  apiVersions: notYet("remove it, the cluster's own are used"),
  patches: notYet(writeInKustomization),
  components: notYet(writeInKustomization),
  ignoreMissingComponents: notYet(writeInKustomization),
  forceCommonLabels: notYet(writeInKustomization),
  forceCommonAnnotations: notYet(writeInKustomization),
  labelWithoutSelector: notYet(writeInKustomization),
  labelIncludeTemplates: notYet(writeInKustomization),
  commonAnnotationsEnvsubst: notYet(writeInKustomization),
});

const directory = z.strictObject({
  recurse: flag,
  include: z.string().default(""),
  exclude: z.string().default(""),
  jsonnet: notYet("render it to YAML in the repository"),
  disableExtensionFilter: notYet("name the files .yaml, .yml or .json"),
});

const repoUrl = z
  .string()
  .min(1)
  .superRefine((url, context) => {
    if (holdsPassword(url)) {
      context.addIssue(`must not hold a password, put it into a repository Secret: ${showValue(url)}`);
    }
    if (/^oci:/i.test(url)) context.addIssue(`OCI sources are not supported yet: ${showValue(url)}`);
  });

const path = z.string().transform((text, context) => {
  const folder = toFolder(text);
  if (folder !== undefined) return folder;
  context.addIssue(`must be a folder inside the repository: ${showValue(text)}`);
  return z.NEVER;
});

/** A path without ".", ".." and doubled slashes; undefined where it would leave the repository. */
function toFolder(text: string): string | undefined {
  if (text === "" || text.startsWith("/") || /[\\\0]/.test(text)) return undefined;
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length === 0 ? "." : parts.join("/");
}

/** `spec.source`, and one entry of `spec.sources`. */
export const sourceSchema = z.strictObject({
  repoURL: repoUrl,
  path,
  targetRevision: z.string().default("HEAD"),
  name: z.string().exactOptional(),
  directory: directory.exactOptional(),
  helm: helm.exactOptional(),
  kustomize: kustomize.exactOptional(),
  chart: notYet("keep the chart in a Git repository and use spec.source.path"),
  ref: notYet("use one source"),
  tagPrefix: notYet("write the whole tag as targetRevision"),
  plugin: neverSet("render in the repository, or use directory, helm or kustomize"),
});

/** A source as its YAML says it. */
export type SourceSpec = z.infer<typeof sourceSchema>;

/** What Helm, Kustomize and the directory tool are given where a source says nothing of them. */
export const toolDefaults = {
  helm: helm.parse({}),
  kustomize: kustomize.parse({}),
  directory: directory.parse({}),
};
