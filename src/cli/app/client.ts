import type { ApplicationName } from "../../application/application.ts";
import type { JsonObject } from "../../kube/json.ts";

/** One request of the API, as far as a command says it; a parameter that is undefined is left out. */
export type ClientRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: JsonObject;
};

/** What the API answered. */
export type ClientAnswer = {
  readonly status: number;
  readonly body: JsonObject;
  /** What was accepted without effect. */
  readonly warnings: readonly string[];
};

/** The API of one installation, wherever it is. */
export interface Client {
  /** Asks once; gives refusals, too. Throws STATE_UNREACHABLE. */
  ask(request: ClientRequest): Promise<ClientAnswer>;
  /**
   * Lets what was asked of an application go on: does one step of it where nobody else does, else nothing. Gives the
   * milliseconds after which a look is worth while.
   */
  advance(name: ApplicationName): Promise<number>;
  /** Nobody else carries out what is asked for: a command that ends leaves it where it is. */
  readonly isAlone: boolean;
  close(): Promise<void>;
}
