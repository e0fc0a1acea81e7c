import { isObject, type Json, readField } from "../../kube/json.ts";
import { asList, asObject } from "../../kube/values.ts";
import type { Cause } from "../cluster/status-error.ts";
import { forbidden, invalid, required, unsupported } from "./causes.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { selector } from "./metadata.ts";
import { checkPositive } from "./resources.ts";
import { all, below, entriesOf, fields, is, isEmpty } from "./rules.ts";
import { checkSource } from "./volumes.ts";

const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** The server names no index here. */
const accessModes: Rule = (at) => {
  const given = asList(at.value);
  const unknown = given.filter((mode) => !modes.includes(String(mode)));
  const isMixed = given.includes("ReadWriteOncePod") && given.length - unknown.length > 1;
  return [
    ...unknown.map((value) => unsupported({ path: at.path, value }, modes)),
    ...(isMixed ? [forbidden(at.path, "may not use ReadWriteOncePod with other access modes")] : []),
  ];
};

const requested: Rule = (at) => {
  const value = readField(at.value, "resources", "requests", "storage");
  const field: At = { path: `${at.path}.resources[storage]`, value };
  return value === undefined ? [required(field.path)] : checkPositive(field);
};

const dataSource: Rule = (at) => {
  if (!isObject(at.value)) return [];
  const { kind = "", apiGroup } = at.value;
  const isForeign = isEmpty(apiGroup) && kind !== "PersistentVolumeClaim";
  const why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
  return [
    ...fields({ name: is.given(), kind: is.given() })(at),
    ...(isForeign ? [invalid({ path: at.path, value: kind }, why)] : []),
  ];
};

/** The spec of a claim: ValidatePersistentVolumeClaimSpec in pkg/apis/core/validation/validation.go. */
export const claimSpec: Rule = all(
  fields({
    accessModes: [is.given("at least 1 access mode is required")],
    selector,
  }),
  fields({ accessModes }),
  requested,
  fields({
    storageClassName: is.formatted(formats.subdomain),
    volumeMode: is.oneOf("Block", "Filesystem"),
    dataSource,
  }),
);

const claim: Rule = (at) => claimSpec({ path: "spec", value: readField(at.value, "spec") ?? {} });

const capacity: Rule = (at) => {
  const { capacity: given } = asObject(at.value);
  const field = below(at, "capacity");
  const isStorage = isObject(given) && "storage" in given && Object.keys(given).length === 1;
  return [
    ...is.given()(field),
    ...(isStorage ? [] : [unsupported({ path: field.path, value: given ?? null }, ["storage"])]),
    ...entriesOf(field).flatMap(checkPositive),
  ];
};

const volumeSpec: Rule = all(
  fields({ accessModes: [is.given(), accessModes] }),
  capacity,
  fields({ persistentVolumeReclaimPolicy: is.oneOf("Delete", "Recycle", "Retain") }),
  (at) => checkSource(at, "persistent"),
  fields({
    storageClassName: is.formatted(formats.subdomain),
    volumeMode: is.oneOf("Block", "Filesystem"),
  }),
);

const volume: Rule = (at) => volumeSpec({ path: "spec", value: readField(at.value, "spec") ?? {} });

const storageClass: Rule = (at) =>
  fields({
    provisioner: [is.given(), provisioner],
    reclaimPolicy: is.oneOf("Delete", "Retain"),
    volumeBindingMode: is.oneOf("Immediate", "WaitForFirstConsumer"),
  })(at);

function provisioner(at: At): readonly Cause[] {
  return is.formatted(formats.labelKey)({ path: at.path, value: toLower(at.value) });
}

function toLower(value: Json | undefined): Json | undefined {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** The rules of kinds that hold data, by group and kind. */
export const storageRules: Readonly<Record<string, Rule>> = {
  "/PersistentVolumeClaim": claim,
  "/PersistentVolume": volume,
  "storage.k8s.io/StorageClass": storageClass,
};
