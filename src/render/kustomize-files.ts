import { messageOf } from "../errors.ts";
import { isObject, type Json } from "../kube/json.ts";
import { kustomizationNames } from "./detect-tool.ts";
import { parseKubernetesYaml } from "./kubernetes-yaml.ts";
import {
  isPluginField,
  listPluginReferences,
  listReferences,
  listUnsupported,
  type Reference,
  takesInlineYaml,
} from "./kustomization-references.ts";
import { refuse, refuseSubmodule, resolvePath } from "./refusals.ts";
import { joinPath, locate, readFile, readFolder, type Survey } from "./survey.ts";
import { addFile } from "./survey-inputs.ts";
import { splitDocuments } from "./yaml-documents.ts";

/** The file a reference stands in, and the folder its paths are relative to. */
type Origin = { readonly folder: string; readonly file: string };

/** Surveys a kustomization and everything it names, in other folders of the repository too. Nothing is fetched. */
export function surveyKustomization(survey: Survey, root: string): void {
  const pending = [root];
  const seen = new Set(pending);
  // Each folder is visited once, so the loop ends; folders are no more than the files, which are bounded.
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const found of surveyFolder(survey, folder)) {
      if (!seen.has(found)) pending.push(found);
      seen.add(found);
    }
  }
}

/** Finds the kustomization file of a folder; undefined where there is none. */
export function findKustomization(survey: Survey, folder: string): string | undefined {
  return kustomizationNames
    .map((name) => joinPath(folder, name))
    .find((path) => locate(survey, path) === "file");
}

function surveyFolder(survey: Survey, folder: string): readonly string[] {
  readFolder(survey, folder);
  const file = findKustomization(survey, folder);
  if (file === undefined) {
    const what = `Cannot render ${folder || "."}: it has no kustomization.yaml`;
    refuse(survey, "PATH_NOT_FOUND", what);
    return [];
  }
  addFile(survey, file);
  const origin = { folder, file };
  const value = readYaml(survey, file)[0];
  if (!isObject(value)) return [];
  for (const { field, why } of listUnsupported(value)) {
    refuse(survey, "UNSUPPORTED", `Cannot render ${file}: ${field}: ${why}`);
  }
  return follow(survey, origin, listReferences(value));
}

function readYaml(survey: Survey, file: string): readonly Json[] {
  const text = readFile(survey, file)?.content ?? "";
  try {
    return splitDocuments(text).map((document) => parseKubernetesYaml(document.text));
  } catch (error) {
    refuse(survey, "MANIFEST_INVALID", `${file}: cannot parse YAML: ${messageOf(error)}`);
    return [];
  }
}

/** Takes the files among the inputs and gives the folders that are kustomizations of their own. */
function follow(survey: Survey, origin: Origin, references: readonly Reference[]): readonly string[] {
  return references.flatMap((reference) => {
    if (!takesInlineYaml(reference.field)) return followPath(survey, origin, reference);
    const inline = toInlineYaml(reference.value);
    if (inline === undefined) return followPath(survey, origin, reference);
    return isPluginField(reference.field) ? followPlugins(survey, origin, [inline]) : [];
  });
}

function toInlineYaml(text: string): Json | undefined {
  try {
    const value = parseKubernetesYaml(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // a path: kustomize's own loader tries the two in turn too
  }
}

function followPath(survey: Survey, origin: Origin, reference: Reference): readonly string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(reference.value)) return refuseRemote(survey, origin, reference);
  const path = resolvePath(survey, `${origin.file}: ${reference.field}`, {
    base: origin.folder,
    // An absolute path is the machine's for kustomize, the repository's here; it is neither read nor guessed.
    text: reference.value.startsWith("/") ? `./${reference.value}` : reference.value,
  });
  if (path === undefined) return [];
  const place = locate(survey, path);
  if (place === "folder") return [path];
  if (place === "submodule") refuseSubmodule(survey, path);
  if (place === "absent") refuseAbsent(survey, origin, { ...reference, path });
  if (place !== "file") return [];
  addFile(survey, path);
  return isPluginField(reference.field) ? followPlugins(survey, origin, readYaml(survey, path)) : [];
}

function followPlugins(survey: Survey, origin: Origin, plugins: readonly Json[]): readonly string[] {
  return plugins.flatMap((plugin) => {
    const references = listPluginReferences(plugin);
    if (references !== undefined) return follow(survey, origin, references);
    const why = "only kustomize's own generators and transformers run here, neither programs nor containers";
    refuse(survey, "UNSUPPORTED", `Cannot render ${origin.file}: ${describePlugin(plugin)}: ${why}`);
    return [];
  });
}

function describePlugin(plugin: Json): string {
  return isObject(plugin) ? `${String(plugin["apiVersion"])} ${String(plugin["kind"])}` : "plugin";
}

const remoteText =
  /^(git@|git::|gh:|[\w.-]+@[\w.-]+:|[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|org|net|io|dev)[/:])|[?&](ref|version)=/i;

function refuseAbsent(survey: Survey, origin: Origin, reference: Reference & { path: string }): void {
  if (remoteText.test(reference.value)) {
    refuseRemote(survey, origin, reference);
    return;
  }
  const what = `Cannot render ${origin.file}: ${reference.field} names ${reference.value}`;
  refuse(survey, "PATH_NOT_FOUND", `${what}: the repository has no ${reference.path || "such path"}`);
}

function refuseRemote(survey: Survey, origin: Origin, reference: Reference): readonly string[] {
  const place = reference.value.replace(/\/\/[^/@]*@/, "//"); // a URL may hold a password
  const what = `Cannot render ${origin.file}: ${reference.field} names ${place}`;
  refuse(survey, "UNSUPPORTED", `${what}: nothing is fetched from elsewhere; copy it into the repository`);
  return [];
}
