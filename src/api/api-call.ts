import type { ApplicationName } from "../application/application.ts";
import type { JsonObject } from "../kube/json.ts";
import type { Applications } from "../ports/applications.ts";
import type { Pauses } from "../ports/pauses.ts";
import type { Ports, ViewPorts } from "../ports/ports.ts";
import type { Queues } from "../ports/queues.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ApiQuery } from "./parse-query.ts";

/** What the API uses: it reads everything, changes specs only, and leaves the work to a reconcile. */
export type ApiPorts = ViewPorts & {
  readonly data: Pick<Ports["data"], "read" | "readRecords">;
  readonly tokens: Pick<Tokens, "has">;
  readonly applications: Pick<Applications, "mark">;
  readonly queues: Pick<Queues, "wake">;
  readonly pauses: Pauses;
};

/** A request that was let in and whose parts are right. */
export type ApiCall = {
  /** Its name is empty in requests to the collection. */
  readonly name: ApplicationName;
  readonly query: ApiQuery;
  /** Empty where nothing was sent. */
  readonly body: JsonObject;
  readonly caller: ApiRequest["caller"];
};
