import { isObject, type Json, readField } from "../../kube/json.ts";
import type { Cause } from "../cluster/status-error.ts";
import { duplicate, forbidden, invalid, required } from "./causes.ts";
import { checkDescending } from "./container.ts";
import type { At, Rule } from "./field.ts";
import { formats } from "./formats.ts";
import { below, each, fields, is, isEmpty, itemsOf } from "./rules.ts";

const mode = is.within(0, 0o777, "must be a number between 0 and 0777 (octal), both inclusive");

const inVolume: Rule = (at) => {
  const isReserved = /^\.\.(?!\/)./.test(String(at.value ?? ""));
  return [...checkDescending(at), ...(isReserved ? [invalid(at, "must not start with '..'")] : [])];
};

const items = each(fields({ key: is.given(), path: [is.given(), inVolume], mode }));
const nothing = fields({});

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

/** Sources of a pod's volumes, in the server's order: validateVolumeSource in pkg/apis/core/validation/validation.go. */
const sources: Readonly<Record<string, Rule>> = {
  emptyDir: nothing,
  hostPath: fields({ path: [is.given(), noBacksteps], type: is.oneOf(...hostPathTypes) }),
  gitRepo: fields({ repository: is.given() }),
  gcePersistentDisk: nothing,
  awsElasticBlockStore: nothing,
  secret: fields({ secretName: is.given(), defaultMode: mode, items }),
  nfs: fields({ server: is.given(), path: [is.given(), absolute] }),
  iscsi: nothing,
  glusterfs: nothing,
  flocker: nothing,
  persistentVolumeClaim: fields({ claimName: is.given() }),
  rbd: nothing,
  cinder: nothing,
  cephfs: nothing,
  quobyte: nothing,
  downwardAPI: fields({ defaultMode: mode }),
  fc: nothing,
  flexVolume: nothing,
  configMap: fields({ name: is.given(), defaultMode: mode, items }),
  azureFile: nothing,
  vsphereVolume: nothing,
  photonPersistentDisk: nothing,
  portworxVolume: nothing,
  azureDisk: nothing,
  storageos: nothing,
  projected: fields({ defaultMode: mode }),
  scaleIO: nothing,
  csi: fields({ driver: is.given() }),
  ephemeral: nothing,
  image: nothing,
};

/** Sources of PersistentVolumes beyond those of pods. */
const ofPersistent: Readonly<Record<string, Rule>> = {
  hostPath: fields({ path: [is.given(), noBacksteps], type: is.oneOf(...hostPathTypes) }),
  nfs: fields({ server: is.given(), path: [is.given(), absolute] }),
  local: fields({ path: is.given() }),
  csi: fields({ driver: is.given(), volumeHandle: is.given() }),
};

/** Names that the server spells otherwise when it forbids them. */
const misspelt: Readonly<Record<string, string>> = { cephfs: "cephFS", downwardAPI: "downwarAPI" };

/** One source of a volume, and no more than one. */
export function checkSource(at: At, sort: "persistent" | "pod"): readonly Cause[] {
  const own = sort === "pod" ? sources : ofPersistent;
  const known = Object.keys({ ...sources, ...own });
  const [first, ...others] = known.filter((name) => isObject(readField(at.value, name)));
  if (first === undefined) return [required(at.path, "must specify a volume type")];
  return [
    ...(own[first] ?? nothing)(below(at, first)),
    ...others.map((name) =>
      forbidden(`${at.path}.${misspelt[name] ?? name}`, "may not specify more than 1 volume type"),
    ),
  ];
}

/** Gives what is wrong with a pod's volumes, and the names of those that containers can mount. */
export function checkVolumes(at: At): { causes: readonly Cause[]; names: ReadonlySet<Json | undefined> } {
  const names = new Set<Json | undefined>();
  const causes = itemsOf(at).flatMap((item) => {
    const name = below(item, "name");
    const own = [
      ...checkSource(item, "pod"),
      ...is.given()(name),
      ...is.formatted(formats.label)(name),
      ...(!isEmpty(name.value) && names.has(name.value) ? [duplicate(name)] : []),
    ];
    // A volume that is wrong cannot be mounted either.
    if (own.length === 0) names.add(name.value);
    return own;
  });
  return { causes, names };
}

function noBacksteps(at: At): readonly Cause[] {
  return String(at.value ?? "")
    .split("/")
    .includes("..")
    ? [invalid(at, "must not contain '..'")]
    : [];
}

function absolute(at: At): readonly Cause[] {
  return isEmpty(at.value) || String(at.value).startsWith("/")
    ? []
    : [invalid(at, "must be an absolute path")];
}
