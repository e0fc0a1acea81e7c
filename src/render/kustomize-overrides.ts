import { type Document, isMap, parseDocument } from "yaml";
import type { KustomizeOptions } from "../application/application-source.ts";
import { ReconcileError } from "../errors.ts";
import { isObject, type Json } from "../kube/json.ts";
import { asList } from "../kube/values.ts";
import { type KustomizeImage, mergeImages, parseImage } from "./kustomize-images.ts";

/** Tells whether an application overrides anything of its kustomization. */
export function hasOverrides(options: KustomizeOptions): boolean {
  const { namePrefix = "", nameSuffix = "", namespace = "" } = options;
  const { images, replicas, commonLabels, commonAnnotations } = options;
  const texts = [
    namePrefix,
    nameSuffix,
    namespace,
    ...Object.keys(commonLabels),
    ...Object.keys(commonAnnotations),
  ];
  return texts.some((text) => text !== "") || images.length > 0 || replicas.length > 0;
}

/**
 * Edits a kustomization as `kustomize edit set` and `edit add` would, which is how Argo CD applies spec.source.kustomize: prefix,
 * suffix and namespace replace the file's own, images and replicas replace entries of the same name, labels and annotations are
 * added and must be new. (A kustomization wrapped around the file would put a second prefix before the first.) Throws
 * APPLICATION_INVALID with every override that cannot be applied.
 */
export function applyOverrides(text: string, options: KustomizeOptions): string {
  const document = parseKustomization(text);
  const problems: string[] = [];
  const { namePrefix = "", nameSuffix = "", namespace = "" } = options;
  for (const [field, value] of Object.entries({ namePrefix, nameSuffix, namespace })) {
    if (value !== "") document.set(field, value);
  }
  setImages(document, options, problems);
  setReplicas(document, options);
  addMap(document, { field: "commonLabels", additions: options.commonLabels }, problems);
  addMap(document, { field: "commonAnnotations", additions: options.commonAnnotations }, problems);
  // Quoted, what is new is text to every reader of YAML, whatever it looks like ("n", "0o14").
  if (problems.length === 0) return document.toString({ defaultStringType: "QUOTE_DOUBLE" });
  throw new ReconcileError("APPLICATION_INVALID", problems.join("\n"));
}

function parseKustomization(text: string): Document {
  const document = parseDocument(text, { version: "1.1", uniqueKeys: false });
  const [error] = document.errors;
  if (error === undefined) return document.contents === null ? parseDocument("{}") : document;
  throw new ReconcileError("MANIFEST_INVALID", `Cannot edit the kustomization: ${error.message}`, {
    cause: error,
  });
}

function setImages(document: Document, options: KustomizeOptions, problems: string[]): void {
  if (options.images.length === 0) return;
  const overrides = options.images.map(parseImage);
  for (const [index, image] of overrides.entries()) {
    const text = options.images[index];
    if (image === undefined) {
      problems.push(
        `Cannot use spec.source.kustomize.images "${text}": write name:tag, name@digest or name=newname:tag`,
      );
    }
  }
  const present = readList(document, "images").flatMap(toKustomizeImage);
  const images = mergeImages(
    present,
    overrides.filter((image) => image !== undefined),
  );
  document.set("images", document.createNode(images));
}

function setReplicas(document: Document, options: KustomizeOptions): void {
  if (options.replicas.length === 0) return;
  const named = new Set(options.replicas.map((replica) => replica.name));
  const kept = readList(document, "replicas").filter((item) => !named.has(String(readName(item))));
  document.set("replicas", document.createNode([...kept, ...options.replicas]));
}

function addMap(
  document: Document,
  map: { readonly field: string; readonly additions: Readonly<Record<string, string>> },
  problems: string[],
): void {
  const additions = Object.entries(map.additions);
  // Left to setIn, a map that is not there yet would become YAML 1.1's ordered map, a list.
  if (additions.length > 0 && !isMap(document.get(map.field)))
    document.set(map.field, document.createNode({}));
  for (const [name, value] of additions) {
    if (document.hasIn([map.field, name])) {
      problems.push(
        `Cannot add spec.source.kustomize.${map.field} "${name}": the kustomization sets it already`,
      );
    } else {
      document.setIn([map.field, name], value);
    }
  }
}

function readList(document: Document, field: string): readonly Json[] {
  const fields: unknown = document.toJS();
  return asList(isObject(fields) ? fields[field] : undefined);
}

function readName(item: Json): Json | undefined {
  return isObject(item) ? item["name"] : undefined;
}

function toKustomizeImage(item: Json): readonly KustomizeImage[] {
  if (!isObject(item) || typeof item["name"] !== "string") return [];
  const texts = Object.entries(item).filter(
    (entry) => typeof entry[1] === "string" || typeof entry[1] === "number",
  );
  return [
    { name: item["name"], ...Object.fromEntries(texts.map(([field, value]) => [field, String(value)])) },
  ];
}
