import type { KubeObject } from "../../kube/object.ts";
import { ageOf } from "./age.ts";
import { countAt, itemsAt, textAt, textsAt } from "./cell-texts.ts";
import { type Printer, parseColumns } from "./column.ts";

/** Printers of what keeps data, by group and plural. */
export const storagePrinters: Readonly<Record<string, Printer>> = {
  "/persistentvolumeclaims": {
    columns: parseColumns(
      "Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|VolumeMode*",
    ),
    cells: (object, now) => {
      const isBound = textAt(object, "spec.volumeName") !== "";
      return [
        object.metadata.name,
        phaseOf(object),
        textAt(object, "spec.volumeName"),
        isBound ? textAt(object, "status.capacity.storage") : "",
        isBound ? toModes(textsAt(object, "status.accessModes")) : "",
        classOf(object),
        textAt(object, "spec.volumeAttributesClassName", "<unset>"),
        ageOf(object, now),
        textAt(object, "spec.volumeMode", "<unset>"),
      ];
    },
  },
  "/persistentvolumes": {
    columns: parseColumns(
      "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode*",
    ),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.capacity.storage"),
      toModes(textsAt(object, "spec.accessModes")),
      textAt(object, "spec.persistentVolumeReclaimPolicy"),
      phaseOf(object),
      toClaim(object),
      classOf(object),
      textAt(object, "spec.volumeAttributesClassName", "<unset>"),
      textAt(object, "status.reason"),
      ageOf(object, now),
      textAt(object, "spec.volumeMode", "<unset>"),
    ],
  },
  "storage.k8s.io/storageclasses": {
    columns: parseColumns("Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age"),
    cells: (object, now) => [
      isDefaultClass(object) ? `${object.metadata.name} (default)` : object.metadata.name,
      textAt(object, "provisioner"),
      textAt(object, "reclaimPolicy", "Delete"),
      textAt(object, "volumeBindingMode", "<unset>"),
      object["allowVolumeExpansion"] === true,
      ageOf(object, now),
    ],
  },
  "storage.k8s.io/csidrivers": {
    columns: parseColumns(
      "Name|AttachRequired:boolean|PodInfoOnMount:boolean|StorageCapacity:boolean|TokenRequests|RequiresRepublish:boolean|Modes|Age",
    ),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.attachRequired", "true") === "true",
      textAt(object, "spec.podInfoOnMount") === "true",
      textAt(object, "spec.storageCapacity") === "true",
      itemsAt(object, "spec.tokenRequests")
        .map((each) => textAt(each, "audience"))
        .join(",") || "<unset>",
      textAt(object, "spec.requiresRepublish") === "true",
      textsAt(object, "spec.volumeLifecycleModes").join(",") || "<none>",
      ageOf(object, now),
    ],
  },
  "storage.k8s.io/csinodes": {
    columns: parseColumns("Name|Drivers:integer|Age"),
    cells: (object, now) => [object.metadata.name, countAt(object, "spec.drivers"), ageOf(object, now)],
  },
  "storage.k8s.io/volumeattributesclasses": {
    columns: parseColumns("Name|DriverName|Age"),
    cells: (object, now) => [object.metadata.name, textAt(object, "driverName"), ageOf(object, now)],
  },
  "storage.k8s.io/volumeattachments": {
    columns: parseColumns("Name|Attacher|PV|Node|Attached:boolean|Age").map((column) =>
      column.name === "Attacher" ? { ...column, format: "name" } : column,
    ),
    cells: (object, now) => [
      object.metadata.name,
      textAt(object, "spec.attacher"),
      textAt(object, "spec.source.persistentVolumeName"),
      textAt(object, "spec.nodeName"),
      textAt(object, "status.attached") === "true",
      ageOf(object, now),
    ],
  },
};

function phaseOf(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined ? textAt(object, "status.phase") : "Terminating";
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

function toModes(modes: readonly string[]): string {
  const given = new Set(modes);
  const known = Object.keys(shortModes).filter((mode) => given.has(mode));
  return known.map((mode) => shortModes[mode]).join(",");
}

const classAnnotation = "volume.beta.kubernetes.io/storage-class";

function classOf(object: KubeObject): string {
  return object.metadata.annotations?.[classAnnotation] ?? textAt(object, "spec.storageClassName");
}

function toClaim(volume: KubeObject): string {
  const name = textAt(volume, "spec.claimRef.name");
  return name === "" ? "" : `${textAt(volume, "spec.claimRef.namespace")}/${name}`;
}

function isDefaultClass({ metadata }: KubeObject): boolean {
  const { annotations = {} } = metadata;
  const names = [
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
  ];
  return names.some((name) => annotations[name] === "true");
}
