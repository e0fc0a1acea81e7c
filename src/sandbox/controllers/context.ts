import type { KubeObject } from "../../kube/object.ts";
import type { ClusterState } from "../cluster/cluster.ts";
import type { StoreEvent } from "../cluster/store.ts";
import type { Note } from "./events.ts";

/** Where an object is. */
export type Place = { readonly namespace: string; readonly name: string };

/** What controllers work with. */
export type Context = {
  readonly state: ClusterState;
  /** Everything is to be settled at once: what a user would only see for seconds is not written. */
  readonly isInstant: boolean;
  /** The time as objects have it. */
  time(): string;
  /** How long ago something of an object began, in milliseconds of the controllers' clock; it begins when first asked for. */
  elapsedMs(uid: string | undefined, what: Lap): number;
  /** Begins it anew. */
  restart(uid: string | undefined, what: Lap): void;
  /** Brings a controller back to an object after a delay on the controllers' clock. */
  again(controller: Controller, place: Place, ms: number): void;
  /** Brings a controller back to an object at a time of day. */
  wakeAt(controller: Controller, place: Place, date: Date): void;
  /** Writes an Event. */
  tell(note: Note): void;
  /** The pods of a namespace. */
  podsIn(namespace: string): Iterable<KubeObject>;
  /** The pods or ReplicaSets of a namespace that nobody controls. */
  orphansIn(storage: string, namespace: string): Iterable<KubeObject>;
};

/** What is timed of an object. */
export type Lap = "active" | "pod" | "progress" | "ready";

/** Brings objects of one kind nearer to what their spec says. */
export type Controller = {
  readonly name: string;
  /** Lower ranks go first, so that those who count pods find them settled. */
  readonly rank: number;
  /** By storage: which objects of the controller a change concerns. */
  readonly watches: Readonly<Record<string, Watch>>;
  reconcile(context: Context, place: Place): void;
};

export type Watch = (event: StoreEvent, context: Context) => readonly Place[];
