import { describe, expect, test } from "vitest";
import { decodeProtobuf } from "../../../src/sandbox/protobuf/protobuf-body.ts";
import { readFields, WireError } from "../../../src/sandbox/protobuf/wire.ts";

/** Writes a field: text and messages with their length, numbers as varint. */
function field(number: number, value: Buffer | bigint | string): Buffer {
  if (typeof value === "bigint") return Buffer.concat([varint(BigInt(number << 3)), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(BigInt((number << 3) | 2)), varint(BigInt(bytes.length)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const message = (...fields: readonly Buffer[]) => Buffer.concat(fields);

function body(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const meta = message(field(1, apiVersion), field(2, kind));
  return message(Buffer.from("k8s\0"), field(1, meta), field(2, raw), field(3, ""), field(4, ""));
}

const name = (text: string) => field(1, message(field(1, text), field(2, ""), field(3, ""), field(8, "")));

describe("a body in protobuf is the object that it is in JSON", () => {
  test.each<[string, Buffer, object]>([
    [
      "text, maps, and zeros that JSON leaves out",
      body(
        "v1",
        "ConfigMap",
        message(name("c"), field(2, message(field(1, "a"), field(2, "b"))), field(2, field(1, "e"))),
      ),
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { a: "b", e: "" } },
    ],
    [
      "bytes",
      body(
        "v1",
        "Secret",
        message(name("s"), field(2, message(field(1, "k"), field(2, Buffer.from([0, 255]))))),
      ),
      { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { k: "AP8=" } },
    ],
    [
      "numbers, booleans and pointers to zero",
      body(
        "apps/v1",
        "Deployment",
        message(name("d"), field(2, message(field(1, 0n), field(5, 0n), field(7, 1n), field(9, 600n)))),
      ),
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "d" },
        spec: { replicas: 0, paused: true, progressDeadlineSeconds: 600 },
      },
    ],
    [
      "embedded structs, lists, ports and quantities",
      body(
        "v1",
        "Pod",
        message(
          name("p"),
          field(
            2,
            message(
              field(1, message(field(1, "v"), field(2, field(2, field(1, ""))))),
              field(
                2,
                message(
                  field(1, "c"),
                  field(6, message(field(1, "http"), field(3, 80n))),
                  field(8, field(1, message(field(1, "cpu"), field(2, field(1, "100m"))))),
                ),
              ),
            ),
          ),
        ),
      ),
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "p" },
        spec: {
          volumes: [{ name: "v", emptyDir: {} }],
          containers: [
            {
              name: "c",
              ports: [{ name: "http", containerPort: 80 }],
              resources: { limits: { cpu: "100m" } },
            },
          ],
        },
      },
    ],
    [
      "numbers or text",
      body(
        "v1",
        "Service",
        message(
          name("s"),
          field(
            2,
            message(
              field(
                1,
                message(field(3, 80n), field(4, message(field(1, 0n), field(2, 8080n), field(3, "")))),
              ),
              field(
                1,
                message(field(3, 81n), field(4, message(field(1, 1n), field(2, 0n), field(3, "web")))),
              ),
            ),
          ),
        ),
      ),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "s" },
        spec: {
          ports: [
            { port: 80, targetPort: 8080 },
            { port: 81, targetPort: "web" },
          ],
        },
      },
    ],
    [
      "times",
      body(
        "coordination.k8s.io/v1",
        "Lease",
        message(
          name("l"),
          field(2, message(field(1, "me"), field(4, message(field(1, 1_700_000_000n), field(2, 5_000n))))),
        ),
      ),
      {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name: "l" },
        spec: { holderIdentity: "me", renewTime: "2023-11-14T22:13:20.000005Z" },
      },
    ],
    [
      "lists within maps",
      body(
        "authorization.k8s.io/v1",
        "SubjectAccessReview",
        field(
          2,
          message(
            field(3, "jane"),
            field(5, message(field(1, "scopes"), field(2, message(field(1, "a"), field(1, "b"))))),
          ),
        ),
      ),
      {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: { user: "jane", extra: { scopes: ["a", "b"] } },
      },
    ],
    [
      "the options of a DELETE",
      body("v1", "DeleteOptions", message(field(1, 0n), field(4, "Foreground"))),
      { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, propagationPolicy: "Foreground" },
    ],
    [
      "negative numbers",
      body("autoscaling/v1", "Scale", field(2, field(1, -1n))),
      { apiVersion: "autoscaling/v1", kind: "Scale", spec: { replicas: -1 } },
    ],
  ])("%s", (_what, bytes, object) => {
    expect(decodeProtobuf(bytes)).toEqual(object);
  });

  test.each<[string, Buffer]>([
    ["no prefix", Buffer.from("{}")],
    ["a kind without numbers", body("example.com/v1", "Widget", Buffer.alloc(0))],
    ["a field beyond the end", Buffer.from("k8s\0\x0a\x7f")],
    ["a number without end", Buffer.from("k8s\0\x08\xff", "latin1")],
    ["a group, which nobody uses", Buffer.from("k8s\0\x0b")],
  ])("%s cannot be read", (_what, bytes) => {
    expect(() => decodeProtobuf(bytes)).toThrow(WireError);
  });

  test("fields of fixed length are passed over", () => {
    expect(readFields(Buffer.from([0x0d, 1, 0, 0, 0, 0x10, 5]))).toEqual([
      { number: 1, value: Buffer.from([1, 0, 0, 0]) },
      { number: 2, value: 5n },
    ]);
  });
});
