import * as z from "zod";
import { payloadBytesMax } from "./packed-text.ts";

const hash = z.string().length(43); // SHA-256 in base64url
const packed = z.string().max(payloadBytesMax);

/** What the render function is asked; `hash` is that of the unpacked text of `run`. */
export const renderEventSchema = z.discriminatedUnion("ask", [
  z.strictObject({ ask: z.literal("versions"), hash }),
  z.strictObject({ ask: z.literal("run"), hash, run: packed }),
]);

/** Codes of errors that are the application's own; any other is the render function's failure. */
export const answerCodeSchema = z.enum(["LIMIT_EXCEEDED", "RENDER_FAILED", "TOOL_MISSING", "UNSUPPORTED"]);

/**
 * What it answers, with the hash that it was asked with. The process that answers has run templates of strangers, so nothing of an
 * answer is believed but what fits here.
 */
export const renderAnswerSchema = z.union([
  z.strictObject({ hash, error: z.strictObject({ code: answerCodeSchema, message: z.string() }) }),
  z.strictObject({ hash, output: packed }),
]);

/** What is asked. */
export type RenderEvent = z.infer<typeof renderEventSchema>;
/** What comes back. */
export type RenderAnswer = z.infer<typeof renderAnswerSchema>;
