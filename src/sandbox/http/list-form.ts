import { type JsonObject, readField } from "../../kube/json.ts";

/** Gives a list in the form that an Accept header asks for first: whole, or the metadata alone (PartialObjectMetadataList). */
export function toListForm(list: JsonObject, accept: string): JsonObject {
  const form = accept
    .split(",")
    .map(toForm)
    .find((each) => each !== "other");
  return form === "metadata" ? toMetadataList(list) : list;
}

/** A form that is not to be had here (a Table, protobuf) is passed over, as the real server does. */
function toForm(clause: string): "whole" | "metadata" | "other" {
  const [type, ...parameters] = clause.split(";").map((part) => part.trim());
  if (type !== "application/json" && type !== "application/*" && type !== "*/*") return "other";
  const values = new Map(
    parameters.map((each) => [each.split("=", 1)[0], each.slice(each.indexOf("=") + 1)]),
  );
  if (!values.has("as")) return "whole";
  const isMetadata = values.get("as") === "PartialObjectMetadataList" && values.get("g") === "meta.k8s.io";
  return isMetadata && values.get("v") === "v1" ? "metadata" : "other";
}

const apiVersion = "meta.k8s.io/v1";

function toMetadataList(list: JsonObject): JsonObject {
  const items = Array.isArray(list["items"]) ? list["items"] : [];
  return {
    kind: "PartialObjectMetadataList",
    apiVersion,
    metadata: list["metadata"],
    items: items.map((item) => ({
      kind: "PartialObjectMetadata",
      apiVersion,
      metadata: readField(item, "metadata"),
    })),
  };
}
