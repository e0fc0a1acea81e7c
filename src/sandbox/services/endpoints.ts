import { equalJson } from "../../kube/canonical-json.ts";
import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { KubeObject, TextMap } from "../../kube/object.ts";
import type { Context, Controller, Place, Watch } from "../controllers/context.ts";
import { selectsAll } from "../controllers/label-selector.ts";
import { controlled, controllerRef } from "../controllers/owned.ts";
import { isReady } from "../controllers/pod-state.ts";
import { objectAt, objectsAt, textAt } from "../controllers/values.ts";
import { itself, placeOf } from "../controllers/watches.ts";
import { create, isClosing, read, remove, replace } from "../controllers/write.ts";
import { type Group, toAddress, toEndpoint, toGroups } from "./endpoint-addresses.ts";

const slices = "discovery.k8s.io/endpointslices";
const managed = "endpointslice-controller.k8s.io";

const servicesOfPod: Watch = ({ object, before }, { state }) => {
  if (before !== undefined && !isMoved(before, object)) return [];
  const { namespace = "", labels } = object.metadata;
  return state.store
    .list("/services", namespace)
    .filter((service) => {
      const selector = readField(service, "spec", "selector");
      if (!isObject(selector) || Object.keys(selector).length === 0) return false;
      return (
        selectsAll(selector, labels) || (before !== undefined && selectsAll(selector, before.metadata.labels))
      );
    })
    .map(placeOf);
};

/** Tells whether a change of a pod is one that its Services have to know of. */
function isMoved(before: KubeObject, after: KubeObject): boolean {
  return (
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    readField(before, "status", "podIP") !== readField(after, "status", "podIP") ||
    readField(before, "status", "phase") !== readField(after, "status", "phase") ||
    isReady(before) !== isReady(after)
  );
}

/** Lists the addresses of the pods behind a Service in EndpointSlices and Endpoints. */
export const endpoints: Controller = {
  name: "endpointslice-controller",
  rank: 4,
  watches: { "/services": itself, "/pods": servicesOfPod },
  reconcile,
};

function reconcile(context: Context, place: Place): void {
  const service = read(context.state, "/services", place);
  if (service === undefined || service.metadata.deletionTimestamp !== undefined) {
    forget(context, place);
    return;
  }
  const selector = objectAt(service, "spec", "selector");
  const hasNone = Object.keys(selector).length === 0 || textAt(service, "spec", "type") === "ExternalName";
  if (hasNone || isClosing(context.state, place.namespace)) return;
  const pods = [...context.podsIn(place.namespace)].filter((pod) =>
    selectsAll(selector, pod.metadata.labels),
  );
  const groups = toGroups(service, pods);
  writeSlices(context, service, groups);
  writeEndpoints(context, service, groups);
}

/** EndpointSlices go with their owner; Endpoints have none. */
function forget({ state }: Context, place: Place): void {
  const object = read(state, "/endpoints", place);
  if (object?.metadata.labels?.[endpointsLabel] === endpointsManager) remove(state, "/endpoints", object);
}

const endpointsLabel = "endpoints.kubernetes.io/managed-by";
const endpointsManager = "endpoint-controller";
const triggerAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";
const headlessLabel = "service.kubernetes.io/headless";

function labelsOf(service: KubeObject): TextMap {
  const isHeadless = readField(service, "spec", "clusterIP") === "None";
  return { ...service.metadata.labels, ...(isHeadless ? { [headlessLabel]: "" } : {}) };
}

function writeSlices(context: Context, service: KubeObject, groups: readonly Group[]): void {
  const present = controlled(context.state, service, slices).filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );
  // A Service without pods has one slice without anything.
  const wanted: readonly Group[] = groups.length === 0 ? [{ ports: [], backends: [] }] : groups;
  for (const [index, group] of wanted.entries())
    writeSlice(context, service, { group, slice: present[index] });
  for (const surplus of present.slice(wanted.length)) remove(context.state, slices, surplus);
}

type Sliced = { readonly group: Group; readonly slice: KubeObject | undefined };

function writeSlice(context: Context, service: KubeObject, { group, slice }: Sliced): void {
  const { name, namespace } = service.metadata;
  const labels = {
    ...labelsOf(service),
    "endpointslice.kubernetes.io/managed-by": managed,
    "kubernetes.io/service-name": name,
  };
  const content = { endpoints: group.backends.map((each) => toEndpoint(each, service)), ports: group.ports };
  const trigger = { [triggerAnnotation]: context.time() };
  if (slice === undefined) {
    create(context.state, slices, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels,
        annotations: trigger,
        ownerReferences: [controllerRef(service)],
      },
      addressType: "IPv4",
      ...(group.backends.length === 0 ? {} : content),
    });
    return;
  }
  const before = { endpoints: objectsAt(slice, "endpoints"), ports: objectsAt(slice, "ports") };
  if (equalJson(before, content) && equalJson({ ...slice.metadata.labels }, labels)) return;
  const annotations = { ...slice.metadata.annotations, ...trigger };
  const after = { ...slice, ...content, metadata: { ...slice.metadata, labels, annotations } };
  replace(context.state, slices, after);
}

function writeEndpoints(context: Context, service: KubeObject, groups: readonly Group[]): void {
  const { name, namespace = "" } = service.metadata;
  const labels = { ...labelsOf(service), [endpointsLabel]: endpointsManager };
  const subsets = groups.map((group) => toSubset(group, service));
  const before = read(context.state, "/endpoints", { namespace, name });
  const trigger = { [triggerAnnotation]: context.time() };
  const content = subsets.length === 0 ? {} : { subsets };
  if (before === undefined) {
    const metadata = { name, namespace, labels, annotations: trigger };
    create(context.state, "/endpoints", { apiVersion: "v1", kind: "Endpoints", metadata, ...content });
    return;
  }
  if (before.metadata.labels?.[endpointsLabel] !== endpointsManager) return;
  if (equalJson(objectsAt(before, "subsets"), subsets) && equalJson({ ...before.metadata.labels }, labels))
    return;
  const { subsets: _, ...rest } = before;
  const annotations = { ...before.metadata.annotations, ...trigger };
  replace(context.state, "/endpoints", {
    ...rest,
    ...content,
    metadata: { ...before.metadata, labels, annotations },
  });
}

function toSubset({ ports, backends }: Group, service: KubeObject): JsonObject {
  const addresses = backends.filter((each) => each.isReady).map((each) => toAddress(each, service));
  const notReadyAddresses = backends.filter((each) => !each.isReady).map((each) => toAddress(each, service));
  const unnamed = ports.map(({ name, port, ...rest }) =>
    name === "" ? { port, ...rest } : { name, port, ...rest },
  );
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports: unnamed }),
  };
}
