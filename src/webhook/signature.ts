import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const header = /^sha256=([0-9a-f]{64})$/;

/**
 * Tells whether a header of the form `sha256=<hexadecimal>` signs a body: HMAC-SHA256 over the bytes as they came. A malformed
 * header is refused before anything is hashed; a well-formed one is compared in constant time.
 */
export function isSigned(body: Uint8Array, signature: string | undefined, secret: string): boolean {
  const digits = header.exec(signature ?? "")?.[1];
  if (digits === undefined) return false;
  return timingSafeEqual(Buffer.from(digits, "hex"), computeSignature(body, secret));
}

/**
 * Gives the id by which a delivery is known again. It follows from what the signature covers: the delivery's own header is
 * not signed, so a copy could bear any. A hash, since a stored signature would let its reader send the body once more.
 */
export function toDeliveryId(body: Uint8Array, secret: string): string {
  return createHash("sha256").update(computeSignature(body, secret)).digest("base64url");
}

function computeSignature(body: Uint8Array, secret: string): Buffer {
  return createHmac("sha256", secret).update(body).digest();
}
