import type { Context } from "aws-lambda";
import type * as z from "zod";
import { clip } from "../../src/declaration/message-text.ts";
import { ReconcileError } from "../../src/errors.ts";

/**
 * Gives the handler of any event around one that takes what the schema makes of it. Another event throws UNSUPPORTED with the
 * first field that is wrong, never with what it holds.
 */
export function parseEvent<Schema extends z.ZodType, Result>(
  schema: Schema,
  serve: (event: z.output<Schema>, context: Context) => Promise<Result>,
): (event: unknown, context: Context) => Promise<Result> {
  return async (event, context) => {
    const parsed = schema.safeParse(event);
    if (parsed.success) return await serve(parsed.data, context);
    const path = parsed.error.issues[0]?.path.join(".") ?? "";
    const field = path === "" ? "it is of another kind" : `${clip(path)} is wrong`;
    throw new ReconcileError(
      "UNSUPPORTED",
      `Cannot read this event: ${field}; send what this function is for`,
    );
  };
}
