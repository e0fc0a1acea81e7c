import * as z from "zod";
import { limits } from "../../limits.ts";

/** A run as JSON text: its files, with room for what JSON escapes. */
export const runTextBytesMax = 2 * limits.toolInputBytesMax;

const argsMax = 10_000;
const version = z.string().max(100).exactOptional();

const file = z.strictObject({
  path: z.string().min(1),
  content: z.string(),
  encoding: z.literal("base64").exactOptional(),
});

/** What a render function runs. */
export const toolRunSchema = z.strictObject({
  tool: z.enum(["helm", "kustomize"]),
  files: z.array(file).max(limits.filesPerApplicationMax),
  directory: z.string(),
  args: z.array(z.string()).max(argsMax),
});

/** The versions that it answers with. */
export const toolVersionsSchema = z.strictObject({ helm: version, kustomize: version });
