import { promisify } from "node:util";
import { gunzip, gunzipSync, gzip } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { messageOf, ReconcileError } from "../../errors.ts";
import { parseJson } from "../../kube/json.ts";
import { limits } from "../../limits.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Up to here another thread costs more than the work. */
const inPlaceBytesMax = 32 * 1024;

/** Shorter texts stay readable in the console; DynamoDB bills writes by the started kB, so longer ones are compressed. */
const plainBytesMax = 900;

/** Compresses a text at the fastest level: the table's items are read and written far more often than they are kept. */
export function packBytes(text: string): Promise<Uint8Array> {
  return compress(text, { level: 1 });
}

/** Reads compressed text; throws on damage (gzip holds a checksum) and beyond limits.storedTextBytesMax. */
export async function unpackBytes(bytes: Uint8Array): Promise<string> {
  const options = { maxOutputLength: limits.storedTextBytesMax };
  const isSmall = bytes.byteLength <= inPlaceBytesMax;
  const text = isSmall ? gunzipSync(bytes, options) : await decompress(bytes, options);
  return text.toString("utf8");
}

/** Makes an attribute of a text: plain where it is short, else compressed. */
export async function packText(text: string): Promise<AttributeValue> {
  return Buffer.byteLength(text) <= plainBytesMax ? { S: text } : { B: await packBytes(text) };
}

/** Reads what packText wrote; undefined where there is no such attribute. */
export function unpackText(value: AttributeValue | undefined): Promise<string | undefined> {
  if (value?.B !== undefined) return unpackBytes(value.B);
  return Promise.resolve(value?.S);
}

/** Gives the size of what packText made, in bytes. */
export function packedBytes(value: AttributeValue): number {
  return value.B?.byteLength ?? Buffer.byteLength(value.S ?? "");
}

/** Reads JSON that this program wrote, as the type it was written from: the one cast of the table. Throws STATE_DAMAGED. */
export function parseStored<T>(text: string, what: string): T {
  try {
    return parseJson(text) as T;
  } catch (error) {
    throw toDamage(what, messageOf(error), error);
  }
}

/** Says that stored data cannot be used: which, why, and what to do. */
export function toDamage(what: string, why: string, cause?: unknown): ReconcileError {
  const message = `Cannot read ${what}: ${why}; restore the table, or delete this item to start afresh from Git and the cluster`;
  return new ReconcileError("STATE_DAMAGED", message, cause === undefined ? undefined : { cause });
}
