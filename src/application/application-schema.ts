import * as z from "zod";
import { anything, duration, metadata, neverSet, textMap } from "../declaration/field-types.ts";
import { showValue } from "../declaration/message-text.ts";
import { namespaceName } from "../declaration/object-name.ts";
import { sourceSchema } from "./source-schema.ts";

const flag = z.boolean().default(false);

// Exactly one of the two, as Argo CD demands.
const destination = z
  .strictObject({
    server: z.string().exactOptional(),
    name: z.string().exactOptional(),
    namespace: namespaceName.or(z.literal("")).default(""),
  })
  .superRefine(({ server, name }, context) => {
    if (server === undefined && name === undefined) context.addIssue("set server or name of the cluster");
    if (server !== undefined && name !== undefined) context.addIssue("set either server or name, not both");
  });

const automated = z.strictObject({
  prune: flag,
  selfHeal: flag,
  allowEmpty: flag,
  enabled: z.boolean().default(true),
});

// Argo CD's numbers: 5 s, doubled each time, at most 3 m.
const backoff = z.strictObject({
  duration: duration.default(5_000),
  factor: z.int().min(1).max(100).default(2),
  maxDuration: duration.default(180_000),
});

const retry = z.strictObject({
  limit: z.int().max(10_000).default(0),
  backoff: backoff.prefault({}),
  refresh: flag,
});

const syncPolicy = z.strictObject({
  automated: automated.exactOptional(),
  retry: retry.exactOptional(),
  syncOptions: z.array(z.string()).default([]),
  managedNamespaceMetadata: z
    .strictObject({ labels: textMap.default({}), annotations: textMap.default({}) })
    .exactOptional(),
});

const pointer = z.string().refine((text) => /^(?:\/(?:[^~/]|~[01])*)+$/s.test(text), {
  error: ({ input }) =>
    `must be a JSON pointer such as /spec/replicas, with "~1" for "/" and "~0" for "~": ${showValue(input)}`,
});

const ignoreRule = z.strictObject({
  group: z.string().default(""),
  kind: z.string().min(1),
  name: z.string().default(""),
  namespace: z.string().default(""),
  jsonPointers: z.array(pointer).default([]),
  jqPathExpressions: z.array(z.string().min(1)).default([]),
  managedFieldsManagers: z.array(z.string().min(1)).default([]),
});

const oneSource = z
  .array(z.unknown())
  .refine((sources) => sources.length <= 1, { error: "not supported yet: use spec.source" })
  .pipe(z.array(sourceSchema));

const spec = z.strictObject({
  project: z.string().min(1).default("default"),
  source: sourceSchema.exactOptional(),
  sources: oneSource.exactOptional(),
  destination,
  syncPolicy: syncPolicy.prefault({}),
  ignoreDifferences: z.array(ignoreRule).default([]),
  revisionHistoryLimit: z.int().min(0).max(1_000).default(10),
  info: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
  sourceHydrator: neverSet("use spec.source"),
});

/** An Application of argoproj.io/v1alpha1, as far as it is supported. */
export const applicationSchema = z.strictObject({
  apiVersion: z.literal("argoproj.io/v1alpha1"),
  kind: z.literal("Application"),
  metadata,
  spec,
  status: anything, // of an exported Application: whoever runs it writes its own
  operation: anything,
});

/** An Application as its YAML says it. */
export type ApplicationManifest = z.infer<typeof applicationSchema>;
