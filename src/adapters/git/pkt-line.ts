/** Encodes one line of Git's protocol: four hexadecimal digits of length, then the text. */
export function encodeLine(text: string): string {
  return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;
}

/** Parses the lines of an answer as text, without flush, delimiter and end marks; `toError` makes what is thrown. */
export function parseLines(bytes: Buffer, toError: (cause: Error) => Error): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const digits = bytes.toString("latin1", at, at + 4);
    const length = Number.parseInt(digits, 16);
    if (!/^[0-9a-f]{4}$/i.test(digits) || length === 3 || at + length > bytes.length)
      throw toError(new Error("a broken line of Git's protocol"));
    if (length > 3) lines.push(bytes.toString("utf8", at + 4, at + length));
    at += Math.max(length, 4);
  }
  return lines;
}
