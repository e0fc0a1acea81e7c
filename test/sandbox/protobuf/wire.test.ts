import { expect, test } from "vitest";
import { readFields } from "../../../src/sandbox/protobuf/wire.ts";
import { bytesField, doubleField, varintField } from "../../../src/sandbox/protobuf/write-wire.ts";

test.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 40])("the number %i is read as it was written", (value) => {
  expect(readFields(varintField(31, value))).toEqual([{ number: 31, value: BigInt(value) }]);
});

test("text, messages and doubles are read as they were written", () => {
  const long = "x".repeat(1000);
  const message = Buffer.concat([
    bytesField(1, long),
    bytesField(2, bytesField(3, "y")),
    doubleField(4, 1.5),
  ]);
  const [text, inner, double] = readFields(message).map(({ value }) => value);
  expect(String(text)).toBe(long);
  expect(Buffer.isBuffer(inner) && readFields(inner)).toEqual([{ number: 3, value: Buffer.from("y") }]);
  expect(Buffer.isBuffer(double) && double.readDoubleLE()).toBe(1.5);
});
