import { messageOf, ReconcileError } from "../../errors.ts";
import type { Tools } from "../../ports/tools.ts";
import type { ToolRun } from "../../render/tool-run.ts";
import { hashText, packText, parseOrNothing, payloadBytesMax, unpackText } from "./packed-text.ts";
import {
  answerCodeSchema,
  type RenderAnswer,
  type RenderEvent,
  renderEventSchema,
} from "./render-messages.ts";
import { runTextBytesMax, toolRunSchema } from "./tool-schemas.ts";

/** An answer's other fields and their quotes. */
const envelopeBytes = 200;

/**
 * Gives the render function's answer to an event: what a tool printed, or why it did not. Throws UNSUPPORTED where the event is no
 * request of ours, and whatever went wrong with the function itself.
 */
export async function renderEvent(event: unknown, tools: Tools): Promise<RenderAnswer> {
  const { hash, run } = await parseEvent(event);
  try {
    return await toAnswer(
      hash,
      run === undefined ? JSON.stringify(await tools.versions()) : await tools.run(run),
    );
  } catch (error) {
    const code = error instanceof ReconcileError ? answerCodeSchema.safeParse(error.code).data : undefined;
    if (code === undefined) throw error;
    return { hash, error: { code, message: messageOf(error) } };
  }
}

/** `run` undefined: the versions are asked for. */
async function parseEvent(
  event: unknown,
): Promise<{ readonly hash: string; readonly run: ToolRun | undefined }> {
  const parsed = renderEventSchema.safeParse(event);
  if (!parsed.success) throw refuse("it is none that the reconcile function sends");
  const { data } = parsed;
  return { hash: data.hash, run: data.ask === "run" ? await parseRun(data) : undefined };
}

async function parseRun({ run, hash }: Extract<RenderEvent, { ask: "run" }>): Promise<ToolRun> {
  const text = await unpackText(run, runTextBytesMax);
  if (text === undefined || hashText(text) !== hash) throw refuse("its run is damaged");
  const parsed = toolRunSchema.safeParse(parseOrNothing(text));
  if (!parsed.success) throw refuse("its run is of another version of this program");
  return parsed.data;
}

function refuse(reason: string): ReconcileError {
  const message = `Cannot answer the event: ${reason}; deploy all functions together, and invoke this one through the others`;
  return new ReconcileError("UNSUPPORTED", message);
}

async function toAnswer(hash: string, output: string): Promise<RenderAnswer> {
  const packed = await packText(output);
  if (packed.length + envelopeBytes <= payloadBytesMax) return { hash, output: packed };
  throw new ReconcileError(
    "LIMIT_EXCEEDED",
    `Cannot hand on the manifests: they are ${packed.length} bytes when compressed, and a function answers with ${payloadBytesMax} at most; split the application`,
  );
}
