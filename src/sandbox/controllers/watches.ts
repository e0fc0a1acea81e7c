import type { KubeObject, OwnerReference } from "../../kube/object.ts";
import type { Place, Watch } from "./context.ts";
import { selects } from "./label-selector.ts";

/** Gives where an object is. */
export function placeOf({ metadata }: KubeObject): Place {
  return { namespace: metadata.namespace ?? "", name: metadata.name };
}

/** Gives the owner that controls an object. */
export function controllerOf(object: KubeObject | undefined): OwnerReference | undefined {
  return object?.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** A change concerns the object itself. */
export const itself: Watch = ({ object }) => [placeOf(object)];

/** A change concerns every object of a storage in its namespace. */
export function allOf(storage: string): Watch {
  return ({ object }, { state }) => state.store.list(storage, object.metadata.namespace ?? "").map(placeOf);
}

/** A change concerns the owner of a kind that controls the object, or whoever could adopt one that nobody controls. */
export function ownerIn(storage: string, kind: string, fits = fitsSelector): Watch {
  return ({ object, before }, { state }) => {
    const { namespace = "" } = object.metadata;
    const owners = [controllerOf(object), controllerOf(before)];
    const places = owners.flatMap((owner) => (owner?.kind === kind ? [{ namespace, name: owner.name }] : []));
    if (owners[0] !== undefined || state.store.size(storage) === 0) return places;
    const adopters = state.store.list(storage, namespace).filter((each) => fits(each, object));
    return [...places, ...adopters.map(placeOf)];
  };
}

/** Tells whether an object's `spec.selector` selects another object. */
export function fitsSelector(owner: KubeObject, { metadata }: KubeObject): boolean {
  const { spec } = owner;
  return (
    typeof spec === "object" &&
    spec !== null &&
    "selector" in spec &&
    selects(spec["selector"], metadata.labels)
  );
}
