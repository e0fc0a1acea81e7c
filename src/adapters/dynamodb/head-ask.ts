import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { formatJson } from "../../kube/json.ts";
import type { Ask } from "../../record/ask.ts";
import { parseStored } from "./item-text.ts";
import type { Item } from "./table.ts";

/** Beside a state of limits.tableItemBytesMax there is room for so much in DynamoDB's 400 kB. */
const askBytesMax = 8_000;

/** Reads what a person asked for last; undefined where nobody ever did. */
export function parseAsk(item: Item, name: ApplicationName): Ask | undefined {
  const text = item["ask"]?.S;
  return text === undefined
    ? undefined
    : parseStored<Ask>(text, `what is asked of ${formatApplicationName(name)}`);
}

/** Makes the attribute that holds what a person asks for; throws LIMIT_EXCEEDED. */
export function toAskWrite(ask: Ask | undefined, name: ApplicationName): Item {
  if (ask === undefined) return {};
  const text = formatJson(ask);
  const bytes = Buffer.byteLength(text);
  if (bytes > askBytesMax)
    throw new ReconcileError(
      "LIMIT_EXCEEDED",
      `Cannot mark ${formatApplicationName(name)}: what is asked takes ${bytes} bytes, at most ${askBytesMax} fit; ask for less at once`,
    );
  return { ask: { S: text } };
}
