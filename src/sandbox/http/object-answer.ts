import type { KubeObject } from "../../kube/object.ts";
import type { Kind } from "../cluster/kind.ts";
import { StatusError, toStatus } from "../cluster/status-error.ts";
import { chooseForm } from "../output/accept.ts";
import { toMetadataText, toObjectText } from "../output/object-text.ts";
import { toTableText } from "../output/table.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { IncomingCall } from "./incoming-call.ts";

export type ObjectCall = { readonly kind: Kind; readonly call: IncomingCall };

/** Makes an answer of one object, in the form that the call accepts first: whole, a Table, or its metadata. Throws 406. */
export function objectAnswer(status: number, object: KubeObject, { kind, call }: ObjectCall): Answer {
  const { shape, contentType } = chooseForm(call.accept);
  if (shape === "metadataList") {
    const what = `*${goPackageOf(kind)}.${kind.kind}`;
    throw notAcceptable(
      `you requested PartialObjectMetadataList, but the requested object is not a list (${what})`,
    );
  }
  if (shape === "whole") return { status, contentType, text: toObjectText(kind, object) };
  if (shape === "metadata") return { status, contentType, text: toMetadataText(object) };
  const { resourceVersion = "" } = object.metadata;
  const options = {
    kind,
    now: call.receivedAt,
    includeObject: call.query.get("includeObject") ?? "",
    metadata: { resourceVersion },
    hasColumns: true,
  };
  return { status, contentType, text: toTableText([object], options) };
}

/** Makes an answer of a failure. JSON is YAML too, and what cannot be had in the form that is asked for is said in JSON. */
export function errorAnswer(error: StatusError, { accept }: IncomingCall): Answer {
  const isYaml = accept.trimStart().startsWith("application/yaml");
  return jsonAnswer(error.code, toStatus(error), isYaml ? "application/yaml" : "application/json");
}

/** Throws 406 where a call accepts no form that objects have. */
export function checkAccept({ accept }: IncomingCall): void {
  chooseForm(accept);
}

/** Names the type of a kind's objects as the server's errors do: `core`, or the first word of the group. */
export function goPackageOf(kind: Kind): string {
  return kind.group === "" ? "core" : (kind.group.split(".")[0] ?? "");
}

/** 406. */
export function notAcceptable(message: string): StatusError {
  return new StatusError({ code: 406, reason: "NotAcceptable" }, message);
}
