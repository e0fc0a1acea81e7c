import type { JsonObject } from "../../kube/json.ts";

/** The Status that answers a request which made something that is no object of its own. */
export const createdStatus: JsonObject = {
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Success",
  code: 201,
};
