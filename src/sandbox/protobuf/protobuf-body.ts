import type { JsonObject } from "../../kube/json.ts";
import { apiVersionOf } from "../cluster/kind.ts";
import { discoveredKinds, findType } from "../cluster/kinds.ts";
import { decodeMessage } from "./decode-message.ts";
import { isNumbered } from "./numbered-fields.ts";
import { readFields, WireError } from "./wire.ts";

// apimachinery/pkg/runtime/serializer/protobuf/protobuf.go: what every body starts with.
const prefix = Buffer.from("k8s\0");

/** What subresources take, and the options of a DELETE, which come in any group. */
const otherTypes: Readonly<Record<string, string>> = {
  "autoscaling/v1 Scale": "api.autoscaling.v1.Scale",
  "authentication.k8s.io/v1 TokenRequest": "api.authentication.v1.TokenRequest",
  "policy/v1 Eviction": "api.policy.v1.Eviction",
};
const types: ReadonlyMap<string, string> = new Map([
  ...discoveredKinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind.typeName ?? ""] as const),
  ...Object.entries(otherTypes),
]);

/**
 * Reads a body of the type application/vnd.kubernetes.protobuf, which kubectl and Go's clients send for built-in kinds, as
 * the object that it is in JSON. Throws WireError for what it cannot read.
 */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, prefix.length).equals(prefix)) throw new WireError("Cannot read a body: no prefix");
  const envelope = new Map(
    readFields(body.subarray(prefix.length)).map(({ number, value }) => [number, value]),
  );
  const [meta, raw = Buffer.alloc(0)] = [bytesOf(envelope.get(1)), bytesOf(envelope.get(2))];
  const names = new Map(
    readFields(meta ?? Buffer.alloc(0)).map(({ number, value }) => [number, String(value)]),
  );
  const [apiVersion = "", kind = ""] = [names.get(1), names.get(2)];
  const isOptions = kind === "DeleteOptions";
  const typeName = isOptions
    ? "apimachinery.pkg.apis.meta.v1.DeleteOptions"
    : types.get(`${apiVersion} ${kind}`);
  const type = findType(typeName ?? "");
  if (type.kind !== "map" || !isNumbered(type.name ?? ""))
    throw new WireError(`Cannot read ${apiVersion} ${kind}`);
  return { apiVersion, kind, ...decodeMessage(raw, type) };
}

function bytesOf(value: bigint | Buffer | undefined): Buffer | undefined {
  return typeof value === "bigint" ? undefined : value;
}
