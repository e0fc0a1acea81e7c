import { formatJson } from "../../kube/json.ts";
import { decodeProtobuf } from "../protobuf/protobuf-body.ts";
import { WireError } from "../protobuf/wire.ts";

export type BodyText = { readonly body: string; readonly contentType: string };

/** Gives a body as text; one in protobuf is rewritten as JSON, and left as it is where it cannot be read. */
export function toBodyText(bytes: Buffer, contentType = "application/json"): BodyText {
  const plain = { body: bytes.toString("utf8"), contentType };
  if (!contentType.startsWith("application/vnd.kubernetes.protobuf") || bytes.length === 0) return plain;
  try {
    return { body: formatJson(decodeProtobuf(bytes)), contentType: "application/json" };
  } catch (error) {
    if (error instanceof WireError) return plain;
    throw error;
  }
}
