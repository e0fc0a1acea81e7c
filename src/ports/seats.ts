import type { ApplicationName } from "../application/application.ts";

/** What an application asks for before its operation begins on a cluster. */
export type SeatRequest = {
  readonly cluster: string;
  readonly application: ApplicationName;
  /** So many operations may run there at once. */
  readonly max: number;
  /** Milliseconds since 1970: whoever does not ask again until then has ended, and its seat is free. */
  readonly until: number;
};

/** Seats of clusters: each is one operation that may run there, whoever runs it. */
export interface Seats {
  /** Takes a seat, or keeps the one that the application has there; else gives who has them, `namespace/name`. */
  take(request: SeatRequest): Promise<"taken" | readonly string[]>;
  /** Gives back what it has there; harmless where it has none. */
  give(place: Pick<SeatRequest, "cluster" | "application">): Promise<void>;
}
