/** One field of a protobuf message: a number for the wire type varint, bytes for all others. */
export type WireField = { readonly number: number; readonly value: bigint | Buffer };

/** Thrown for bytes that are no message. */
export class WireError extends Error {
  override name = "WireError";
}

const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Reads the fields of a message in their order. Throws WireError. */
export function readFields(message: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    const [number, type] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    if (type === 0) {
      const { value, end } = readVarint(message, tag.end);
      fields.push({ number, value });
      at = end;
      continue;
    }
    const { start, end } = readSpan(message, tag.end, type);
    fields.push({ number, value: message.subarray(start, end) });
    at = end;
  }
  return fields;
}

function readSpan(
  message: Buffer,
  at: number,
  type: number,
): { readonly start: number; readonly end: number } {
  const fixed = fixedBytes[type];
  const length = type === 2 ? readVarint(message, at) : undefined;
  if (fixed === undefined && length === undefined) throw new WireError(`Cannot read wire type ${type}`);
  const start = length?.end ?? at;
  const end = start + (fixed ?? Number(length?.value ?? 0n));
  if (end > message.length) throw new WireError("Cannot read a field: the message ends before it");
  return { start, end };
}

function readVarint(message: Buffer, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let at = start; at < start + 10; at++) {
    const byte = message[at];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  throw new WireError("Cannot read a number: the message ends within it");
}
