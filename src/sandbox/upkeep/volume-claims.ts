import { type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { hasEnded } from "../controllers/pod-state.ts";
import { objectAt, objectsAt, textAt } from "../controllers/values.ts";
import { itself } from "../controllers/watches.ts";
import { create, isClosing, read, remove, replace, writeStatus } from "../controllers/write.ts";

const claims = "/persistentvolumeclaims";
const volumes = "/persistentvolumes";
const classes = "storage.k8s.io/storageclasses";
const claimFinalizer = "kubernetes.io/pvc-protection";
const volumeFinalizer = "kubernetes.io/pv-protection";
const source = "persistentvolume-controller";

const claimsOfPod: Watch = ({ object }) =>
  objectsAt(object, "spec", "volumes").flatMap((volume) => {
    const name = textAt(volume, "persistentVolumeClaim", "claimName");
    return name === "" ? [] : [{ namespace: object.metadata.namespace ?? "", name }];
  });

/** Binds claims: to a volume that is there and fits, or to one that is made by the claim's StorageClass. */
export const volumeClaims: Controller = {
  name: source,
  rank: 0,
  watches: { [claims]: itself, "/pods": claimsOfPod },
  reconcile,
};

/** Says whose volumes are, and deletes those whose claim is gone where they say so. */
export const persistentVolumes: Controller = {
  name: "persistentvolume-recycler",
  rank: 2,
  watches: {
    [volumes]: itself,
    [claims]: (event) => (event.type === "DELETED" ? volumeOf(event.object) : []),
  },
  reconcile: reconcileVolume,
};

function volumeOf(claim: KubeObject): readonly Place[] {
  const name = textAt(claim, "spec", "volumeName");
  return name === "" ? [] : [{ namespace: "", name }];
}

function reconcile(context: Context, place: Place): void {
  const claim = read(context.state, claims, place);
  if (claim === undefined) return;
  if (claim.metadata.deletionTimestamp !== undefined) {
    if (!isUsed(context, claim))
      dropFinalizer(context, claim, { storage: claims, finalizer: claimFinalizer });
    return;
  }
  if (readField(claim, "status", "phase") === "Bound" || isClosing(context.state, place.namespace)) return;
  const volume = findVolume(context, claim) ?? provision(context, claim);
  if (volume !== undefined) bind(context, claim, volume);
}

/** A claim stays while a pod has it. */
function isUsed(context: Context, { metadata }: KubeObject): boolean {
  const { namespace = "", name } = metadata;
  return [...context.podsIn(namespace)].some(
    (pod) =>
      !hasEnded(pod) &&
      objectsAt(pod, "spec", "volumes").some(
        (each) => textAt(each, "persistentVolumeClaim", "claimName") === name,
      ),
  );
}

type Held = { readonly storage: string; readonly finalizer: string };

function dropFinalizer({ state }: Context, object: KubeObject, { storage, finalizer }: Held): void {
  const { finalizers = [], ...metadata } = object.metadata;
  if (!finalizers.includes(finalizer)) return;
  const others = finalizers.filter((each) => each !== finalizer);
  replace(state, storage, { ...object, metadata: { ...metadata, finalizers: others } });
}

function findVolume({ state }: Context, claim: KubeObject): KubeObject | undefined {
  const wanted = textAt(claim, "spec", "volumeName");
  const all = state.store.list(volumes);
  if (wanted !== "") return all.find(({ metadata }) => metadata.name === wanted);
  const className = textAt(claim, "spec", "storageClassName");
  return all.find((volume) => {
    const ref = objectAt(volume, "spec", "claimRef");
    const isFree = readField(volume, "status", "phase") !== "Bound" && Object.keys(ref).length === 0;
    const isMine = ref["name"] === claim.metadata.name && ref["namespace"] === claim.metadata.namespace;
    return (
      isMine ||
      (isFree && textAt(volume, "spec", "storageClassName") === className && className !== "standard")
    );
  });
}

function provision(context: Context, claim: KubeObject): KubeObject | undefined {
  const name = textAt(claim, "spec", "storageClassName");
  const storageClass = name === "" ? undefined : read(context.state, classes, { namespace: "", name });
  if (storageClass === undefined || textAt(claim, "spec", "volumeName") !== "") return undefined;
  const volumeName = `pvc-${claim.metadata.uid}`;
  const provisioner = textAt(storageClass, "provisioner");
  const known = read(context.state, volumes, { namespace: "", name: volumeName });
  if (known !== undefined) return known;
  context.tell({
    about: claim,
    source: provisioner,
    reason: "ProvisioningSucceeded",
    message: `Successfully provisioned volume ${volumeName}`,
  });
  return create(context.state, volumes, {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volumeName,
      annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
      finalizers: [volumeFinalizer],
    },
    spec: {
      accessModes: readField(claim, "spec", "accessModes") ?? [],
      capacity: { storage: readField(claim, "spec", "resources", "requests", "storage") ?? "1Gi" },
      claimRef: refTo(claim),
      hostPath: { path: `/var/lib/sandbox/${volumeName}`, type: "DirectoryOrCreate" },
      persistentVolumeReclaimPolicy: textAt(storageClass, "reclaimPolicy") || "Delete",
      storageClassName: name,
      volumeMode: textAt(claim, "spec", "volumeMode") || "Filesystem",
    },
  });
}

function refTo({ metadata }: KubeObject): JsonObject {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid, resourceVersion };
}

function bind(context: Context, claim: KubeObject, volume: KubeObject): void {
  const { state } = context;
  const claimRef = objectAt(volume, "spec", "claimRef");
  const spec = {
    ...objectAt(volume, "spec"),
    claimRef: claimRef["uid"] === undefined ? refTo(claim) : claimRef,
  };
  const owned = replace(state, volumes, { ...volume, spec });
  writeStatus(state, volumes, { before: owned, after: { ...owned, status: { phase: "Bound" } } });
  const annotations = {
    ...claim.metadata.annotations,
    "pv.kubernetes.io/bind-completed": "yes",
    "pv.kubernetes.io/bound-by-controller": "yes",
  };
  const bound = replace(state, claims, {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...objectAt(claim, "spec"), volumeName: volume.metadata.name },
  });
  const status = {
    accessModes: readField(volume, "spec", "accessModes") ?? [],
    capacity: objectAt(volume, "spec", "capacity"),
    phase: "Bound",
  };
  writeStatus(state, claims, { before: bound, after: { ...bound, status } });
}

function reconcileVolume(context: Context, place: Place): void {
  const volume = read(context.state, volumes, place);
  if (volume === undefined) return;
  const ref = objectAt(volume, "spec", "claimRef");
  const claim = read(context.state, claims, {
    namespace: textAt(ref, "namespace"),
    name: textAt(ref, "name"),
  });
  const isHeld = claim !== undefined && (ref["uid"] === undefined || claim.metadata.uid === ref["uid"]);
  if (volume.metadata.deletionTimestamp !== undefined) {
    if (!isHeld) dropFinalizer(context, volume, { storage: volumes, finalizer: volumeFinalizer });
    return;
  }
  if (isHeld) return;
  const isReleased = ref["uid"] !== undefined;
  if (isReleased && textAt(volume, "spec", "persistentVolumeReclaimPolicy") === "Delete") {
    remove(context.state, volumes, volume);
    return;
  }
  const phase = isReleased ? "Released" : "Available";
  writeStatus(context.state, volumes, { before: volume, after: { ...volume, status: { phase } } });
}
