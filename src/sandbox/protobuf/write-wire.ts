/** Writes a field that has a length: text, or a message. */
export function bytesField(number: number, value: Buffer | string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** Writes a field that is a whole number from 0 on, or a boolean. */
export function varintField(number: number, value: bigint | boolean | number): Buffer {
  return Buffer.concat([varint(number << 3), varint(Number(value))]);
}

/** Writes a field that is any other number. */
export function doubleField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
