import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";

/** A text file that grows by whole lines; only its owner may read it, since the lines hold Secrets. */
export type JournalFile = {
  readonly bytes: number;
  /** Its lines; a last one without its end, which a killed process was writing, is dropped from the file too. */
  readLines(): readonly string[];
  /** Adds text in one step: where it cannot be written whole, the file stays as it was and this throws. */
  append(text: string): void;
  /** Puts other text in its place in one step. */
  replace(parts: Iterable<string>): void;
  close(): void;
};

const ownerOnly = 0o600;

/** Opens a journal; makes an empty one where there is none. */
export function openJournalFile(path: string): JournalFile {
  let file = openSync(path, constants.O_RDWR | constants.O_CREAT, ownerOnly);
  let bytes = fstatSync(file).size;
  return {
    get bytes() {
      return bytes;
    },
    readLines() {
      const text = readFileSync(path, "utf8");
      const end = text.lastIndexOf("\n") + 1;
      if (end < text.length) {
        bytes = Buffer.byteLength(text.slice(0, end));
        ftruncateSync(file, bytes);
      }
      return text.slice(0, end).split("\n").slice(0, -1);
    },
    append(text) {
      bytes += writeAt(file, text, bytes);
    },
    replace(parts) {
      const draft = `${path}.new`;
      const fresh = writeDraft(draft, parts);
      renameSync(draft, path);
      closeSync(file);
      file = fresh;
      bytes = fstatSync(fresh).size;
    },
    close: () => closeSync(file),
  };
}

function writeDraft(path: string, parts: Iterable<string>): number {
  const { O_RDWR, O_CREAT, O_TRUNC } = constants;
  const file = openSync(path, O_RDWR | O_CREAT | O_TRUNC, ownerOnly);
  try {
    let size = 0;
    for (const part of parts) size += writeAt(file, part, size);
    fsyncSync(file); // else a power cut could leave the new name with nothing in it
    return file;
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw error;
  }
}

function writeAt(file: number, text: string, start: number): number {
  const data = Buffer.from(text);
  try {
    for (let sent = 0; sent < data.length; )
      sent += writeSync(file, data, sent, data.length - sent, start + sent);
  } catch (error) {
    ftruncateSync(file, start);
    throw error;
  }
  return data.length;
}
