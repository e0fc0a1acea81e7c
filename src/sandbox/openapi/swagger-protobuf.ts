import { formatJson, type Json, type JsonObject } from "../../kube/json.ts";
import { asList, asObject, asText } from "../../kube/values.ts";
import { bytesField, doubleField, varintField } from "../protobuf/write-wire.ts";

/**
 * Writes an OpenAPI v2 document in protobuf, for clients that read types in no other form. Paths are left out: who looks for a
 * parameter there then checks objects by their types.
 */
export function toSwaggerProtobuf(document: JsonObject): Buffer {
  const info = asObject(document["info"]);
  return Buffer.concat([
    bytesField(1, asText(document["swagger"])),
    bytesField(
      2,
      Buffer.concat([bytesField(1, asText(info["title"])), bytesField(2, asText(info["version"]))]),
    ),
    bytesField(8, Buffer.alloc(0)),
    bytesField(9, writeNamed(document["definitions"])),
  ]);
}

type Write = (number: number, value: Json) => Buffer;

const text: Write = (number, value) => bytesField(number, asText(value));
const decimal: Write = (number, value) => doubleField(number, Number(value));
const whole: Write = (number, value) => varintField(number, Number(value));
const flag: Write = (number, value) => varintField(number, value === true);
const any: Write = (number, value) => bytesField(number, writeAny(value));
const repeated =
  (write: Write): Write =>
  (number, value) =>
    Buffer.concat(listOf(value).map((each) => write(number, each)));
const schema: Write = (number, value) => bytesField(number, writeSchema(asObject(value)));

// Schema of https://github.com/google/gnostic-models/blob/v0.7.0/openapiv2/OpenAPIv2.proto.
const fields: Readonly<Record<string, readonly [number: number, write: Write]>> = {
  $ref: [1, text],
  format: [2, text],
  title: [3, text],
  description: [4, text],
  default: [5, any],
  multipleOf: [6, decimal],
  maximum: [7, decimal],
  exclusiveMaximum: [8, flag],
  minimum: [9, decimal],
  exclusiveMinimum: [10, flag],
  maxLength: [11, whole],
  minLength: [12, whole],
  pattern: [13, text],
  maxItems: [14, whole],
  minItems: [15, whole],
  uniqueItems: [16, flag],
  maxProperties: [17, whole],
  minProperties: [18, whole],
  required: [19, repeated(text)],
  enum: [20, repeated(any)],
  additionalProperties: [21, (number, value) => bytesField(number, writeAdditional(value))],
  type: [22, (number, value) => bytesField(number, text(1, value))],
  items: [23, (number, value) => bytesField(number, schema(1, value))],
  allOf: [24, repeated(schema)],
  properties: [25, (number, value) => bytesField(number, writeNamed(value))],
  example: [30, any],
};
const extensionNumber = 31;

function writeSchema(value: JsonObject): Buffer {
  const parts = Object.entries(value).map(([name, each = null]) => {
    const [number, write] = fields[name] ?? [];
    if (number !== undefined && write !== undefined) return write(number, each);
    if (!name.startsWith("x-")) return Buffer.alloc(0);
    return bytesField(extensionNumber, Buffer.concat([bytesField(1, name), bytesField(2, writeAny(each))]));
  });
  return Buffer.concat(parts);
}

/** A map of schemas is a list of messages with name and value. */
function writeNamed(value: Json | undefined): Buffer {
  const entries = Object.entries(asObject(value)).map(([name, each = null]) =>
    bytesField(1, Buffer.concat([bytesField(1, name), schema(2, each)])),
  );
  return Buffer.concat(entries);
}

function writeAdditional(value: Json): Buffer {
  return typeof value === "boolean" ? varintField(2, value) : schema(1, value);
}

/** Values are written as YAML, which JSON is. */
function writeAny(value: Json): Buffer {
  return bytesField(2, `${formatJson(value)}\n`);
}

function listOf(value: Json): readonly Json[] {
  return asList(value);
}
