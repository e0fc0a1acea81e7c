import { isObject, type JsonObject } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "./kind.ts";

/** Gives an object the fields that the server itself writes when it stores one of this kind. */
export function toStoredForm(kind: Kind, object: KubeObject): KubeObject {
  if (kind.group === "" && kind.kind === "Secret") return toStoredSecret(object);
  if (kind.group === "" && kind.kind === "Namespace") return toStoredNamespace(object);
  if (kind.kind === "CustomResourceDefinition") return toStoredCrd(object);
  return object;
}

/** `stringData` is written only: it becomes data. */
function toStoredSecret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const type = rest["type"] ?? "Opaque";
  if (!isObject(stringData)) return { ...rest, type };
  const encoded = Object.entries(stringData).map(([name, text]) => [
    name,
    Buffer.from(String(text)).toString("base64"),
  ]);
  const data = isObject(rest["data"]) ? rest["data"] : {};
  return { ...rest, data: { ...data, ...Object.fromEntries(encoded) }, type };
}

function toStoredNamespace(object: KubeObject): KubeObject {
  const { name, labels, deletionTimestamp } = object.metadata;
  const phase = deletionTimestamp === undefined ? "Active" : "Terminating";
  return {
    ...object,
    metadata: { ...object.metadata, labels: { "kubernetes.io/metadata.name": name, ...labels } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase },
  };
}

/** A CRD is established at once: its names can clash with nothing here. */
function toStoredCrd(object: KubeObject): KubeObject {
  const spec: JsonObject = isObject(object["spec"]) ? object["spec"] : {};
  const names: JsonObject = isObject(spec["names"]) ? spec["names"] : {};
  const kind = String(names["kind"]);
  const given = { listKind: `${kind}List`, singular: kind.toLowerCase(), ...names };
  const versions = Array.isArray(spec["versions"]) ? spec["versions"].filter(isObject) : [];
  const stored = versions.filter((version) => version["storage"] === true).map(({ name }) => String(name));
  const lastTransitionTime = String(object.metadata.creationTimestamp);
  const status = {
    acceptedNames: given,
    conditions: [
      {
        lastTransitionTime,
        message: "no conflicts found",
        reason: "NoConflicts",
        status: "True",
        type: "NamesAccepted",
      },
      {
        lastTransitionTime,
        message: "the initial names have been accepted",
        reason: "InitialNamesAccepted",
        status: "True",
        type: "Established",
      },
    ],
    storedVersions: stored,
  };
  const conversion = spec["conversion"] ?? { strategy: "None" };
  return { ...object, spec: { ...spec, conversion, names: given }, status };
}
