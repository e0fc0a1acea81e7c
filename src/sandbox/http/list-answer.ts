import { formatJson, readField } from "../../kube/json.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import type { ListPage } from "../cluster/list-objects.ts";
import { chooseForm } from "../output/accept.ts";
import { toItemText, toMetadataText } from "../output/object-text.ts";
import { toTableText } from "../output/table.ts";
import type { Answer } from "./answer.ts";
import { goPackageOf, notAcceptable, type ObjectCall } from "./object-answer.ts";

/** Makes an answer of a list, in the form that the call accepts first: whole, a Table, or the metadata. Throws 406. */
export function listAnswer({ objects, ...metadata }: ListPage, { kind, call }: ObjectCall): Answer {
  const { shape, contentType } = chooseForm(call.accept);
  if (shape === "metadata") {
    const type =
      kind.typeName === undefined ? "unstructured.Unstructured" : `${goPackageOf(kind)}.${kind.kind}`;
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (*${type}List)`,
    );
  }
  if (shape === "table") {
    const includeObject = call.query.get("includeObject") ?? "";
    const options = { kind, now: call.receivedAt, includeObject, metadata, hasColumns: true };
    return { status: 200, contentType, text: toTableText(objects, options) };
  }
  const isWhole = shape === "whole";
  const [name, apiVersion] = isWhole
    ? [listKindOf(kind), apiVersionOf(kind)]
    : ["PartialObjectMetadataList", "meta.k8s.io/v1"];
  const items = objects.map((object) => (isWhole ? toItemText(kind, object) : toMetadataText(object)));
  const head = `{"kind":"${name}","apiVersion":"${apiVersion}","metadata":${formatJson(metadata)}`;
  return { status: 200, contentType, text: `${head},"items":[${items.join(",")}]}` };
}

function listKindOf({ kind, definition }: Kind): string {
  const given = readField(definition?.crd, "spec", "names", "listKind");
  return typeof given === "string" && given !== "" ? given : `${kind}List`;
}
