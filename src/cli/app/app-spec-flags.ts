import { type Command, Option } from "commander";
import { repeated, withSwitches } from "./app-flags.ts";
import { toCount } from "./flag-values.ts";
import type { SpecFlags } from "./spec-flags.ts";

const texts: Readonly<Record<string, string>> = {
  "repo <url>": "repository",
  "path <path>": "folder in the repository",
  "revision <revision>": "branch, tag or commit",
  "project <name>": "project",
  "dest-server <url>": "cluster, by its URL",
  "dest-name <name>": "cluster, by its name",
  "dest-namespace <name>": "namespace in the cluster",
  "directory-include <glob>": "only these files",
  "directory-exclude <glob>": "all but these files",
  "release-name <name>": "Helm: name of the release",
  "helm-namespace <name>": "Helm: namespace of the release",
  "helm-kube-version <version>": "Helm: version of Kubernetes that a chart sees",
  "nameprefix <text>": "Kustomize: before every name",
  "namesuffix <text>": "Kustomize: behind every name",
  "kustomize-namespace <name>": "Kustomize: namespace of all objects",
  "sync-policy <policy>": "manual (none) or automated (auto, automatic)",
  "sync-retry-backoff-duration <duration>": "first pause before a retry",
  "sync-retry-backoff-max-duration <duration>": "longest pause",
};

const lists: Readonly<Record<string, string>> = {
  "-p, --parameter <name=value>": "Helm: a value",
  "--helm-set <name=value>": "Helm: a value",
  "--helm-set-string <name=value>": "Helm: a value that is a text",
  "--values <file>": "Helm: file of values in the repository; in place of those that are set",
  "--kustomize-image <image>": "Kustomize: an image",
  "--kustomize-common-label <name=value>": "Kustomize: a label of all objects",
  "--kustomize-common-annotation <name=value>": "Kustomize: an annotation of all objects",
  "--sync-option <option>": "a sync option such as Prune=false; with ! before it, it goes",
};

const counts: Readonly<Record<string, string>> = {
  "sync-retry-limit <number>": "retries at most",
  "sync-retry-backoff-factor <number>": "each pause is longer by it",
  "revision-history-limit <number>": "entries of its history",
};

const switches: Readonly<Record<string, string>> = {
  "auto-prune": "an automated sync deletes what left Git",
  "self-heal": "an automated sync undoes what others change",
  "allow-empty": "an automated sync may leave nothing",
  "directory-recurse": "folders below the folder, too",
  "helm-skip-crds": "Helm: without CRDs",
  "helm-skip-tests": "Helm: without tests",
  "helm-skip-schema-validation": "Helm: values may be unlike the chart's schema",
  "ignore-missing-value-files": "Helm: files of values may be missing",
  "sync-retry-refresh": "a retry takes the newest revision",
};

/** Adds the flags that set fields of a spec. */
export function addSpecFlags(command: Command): Command {
  for (const [flag, description] of Object.entries(texts)) command.option(`--${flag}`, description);
  for (const [flags, description] of Object.entries(lists)) command.addOption(repeated(flags, description));
  for (const [flag, description] of Object.entries(counts))
    command.addOption(new Option(`--${flag}`, description).argParser(toCount));
  return withSwitches(command, switches);
}

/** The flags of commands that say something else than a field of a spec. */
const others: ReadonlySet<string> = new Set([
  ...["server", "authToken", "state", "kubeconfig", "context", "apps", "appNamespace"],
  ...["file", "upsert", "label", "annotations", "setFinalizer"],
]);

/** Gives the flags among a command's options that set fields of a spec. */
export function splitSpecFlags(options: SpecFlags): SpecFlags {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !others.has(name)));
}
