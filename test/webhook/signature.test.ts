import { describe, expect, it } from "vitest";
import { isSigned, toDeliveryId } from "../../src/webhook/signature.ts";
import { secret, toSignature } from "./deliveries.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes("Hello, World!");
const right = toSignature(body);

describe("isSigned", () => {
  it("agrees with the example of GitHub's documentation", () => {
    const documented = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    expect(isSigned(body, documented, "It's a Secret to Everybody")).toBe(true);
  });

  it.each<[string, string | undefined]>([
    ["no header", undefined],
    ["an empty header", ""],
    ["another digest of the same length", toSignature(body, "another")],
    ["a digest that differs in its last digit", right.slice(0, -1) + (right.endsWith("0") ? "1" : "0")],
    ["a digest that is shorter", right.slice(0, -2)],
    ["a digest that is longer", `${right}00`],
    ["the digest without its algorithm", right.slice("sha256=".length)],
    ["another algorithm", right.replace("sha256", "sha1")],
    ["capital digits, which would be a second name of one signature", right.toUpperCase()],
    ["two signatures, as a gateway joins two headers", `${toSignature(body, "x")},${right}`],
    ["a line after the digest", `${right}\n`],
    ["digits that are none", `sha256=${"g".repeat(64)}`],
    ["wide characters of the same count", `sha256=${"é".repeat(64)}`],
  ])("refuses %s", (_name, header) => expect(isSigned(body, header, secret)).toBe(false));

  it("accepts the digest of these bytes and of no others", () => {
    expect(isSigned(body, right, secret)).toBe(true);
    expect(isSigned(bytes("Hello, World"), right, secret)).toBe(false);
    expect(isSigned(new Uint8Array(), toSignature(""), secret)).toBe(true);
  });

  it("is of the raw bytes, whatever text they are", () => {
    const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(isSigned(binary, toSignature(binary), secret)).toBe(true);
    expect(isSigned(bytes(new TextDecoder().decode(binary)), toSignature(binary), secret)).toBe(false);
  });
});

describe("toDeliveryId", () => {
  it("is one for one body and one secret", () => {
    expect(toDeliveryId(body, secret)).toBe(toDeliveryId(bytes("Hello, World!"), secret));
    expect(toDeliveryId(body, secret)).not.toBe(toDeliveryId(bytes("Hello, World?"), secret));
    expect(toDeliveryId(body, secret)).not.toBe(toDeliveryId(body, "another"));
  });

  it("does not reveal the signature, with which the body could be sent again", () => {
    const id = toDeliveryId(body, secret);
    const digest = Buffer.from(right.slice("sha256=".length), "hex");
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(id).not.toBe(digest.toString("base64url"));
  });
});
