/** A scalar that the server's types do not take; the message is the server's. */
export class DecodeError extends Error {
  override name = "DecodeError";
}
