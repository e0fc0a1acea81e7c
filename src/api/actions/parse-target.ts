import type { ApplicationName } from "../../application/application.ts";
import type { JsonObject } from "../../kube/json.ts";
import { asText } from "../../kube/values.ts";
import type { ObjectTarget } from "../../touch/own-object.ts";
import type { ApiCall } from "../api-call.ts";
import { type Refusal, refuse } from "../refuse.ts";

/**
 * Reads which object of an application a query means, in Argo CD's words. Its version is not looked at, as there: an object is the
 * same in all of them.
 */
export function parseQueryTarget({ name, query }: ApiCall): { readonly target: ObjectTarget } | Refusal {
  return toTarget(name, { ...query.object, resourceName: query.resourceName }, "BAD_QUERY");
}

/** Reads which object of an application a body means. */
export function parseBodyTarget({ name, body }: ApiCall): { readonly target: ObjectTarget } | Refusal {
  return toTarget(name, body, "BAD_BODY");
}

function toTarget(
  application: ApplicationName,
  fields: JsonObject,
  code: "BAD_QUERY" | "BAD_BODY",
): { readonly target: ObjectTarget } | Refusal {
  const text = (field: string) => {
    const value = fields[field];
    return asText(value);
  };
  const key = {
    group: text("group"),
    kind: text("kind"),
    namespace: text("namespace"),
    name: text("resourceName"),
  };
  if (key.kind === "" || key.name === "")
    return refuse(code, "Cannot tell which object is meant: give its kind and its resourceName");
  return { target: { application, key } };
}
