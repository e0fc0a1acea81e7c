import { type JsonObject, readField } from "../../kube/json.ts";
import { asText } from "../../kube/values.ts";

/** Phrases of the API server that hold a field's path and what is wrong with it, never its value. */
const harmless =
  /(?<![\w"])\.[\w./-]+: (?:expected (?:string|map|list|numeric|boolean)|field not declared in schema|duplicate entries)/g;
const general = [
  /illegal base64 data/,
  /exceeded quota/,
  /field is immutable/,
  /is being terminated/,
  /not found/,
  /cannot impersonate resource "[a-z]+"/,
];

/**
 * Makes the message about a Secret from the parts of a Status that cannot hold a value: the reason, the fields that the
 * server names, and phrases of a fixed list. Removing values from the free text instead would have to know every place
 * where the server, a webhook or a policy prints one.
 */
export function toSecretMessage(status: JsonObject, message: string): string {
  const causes = readField(status, "details", "causes");
  const fields = Array.isArray(causes) ? causes.map(formatCause) : [];
  const phrases = message.match(harmless) ?? [];
  const known = general.map((phrase) => phrase.exec(message)?.[0] ?? "");
  const reason = asText(status["reason"]);
  const parts = [reason, ...fields, ...phrases, ...known].filter((part) => part !== "");
  const said = parts.length === 0 ? "the server refused it" : [...new Set(parts)].join("; ");
  return `${said}. Its full message is left out, as it may quote the Secret`;
}

function formatCause(cause: unknown): string {
  const { field, reason } = Object(cause);
  return typeof field === "string" && typeof reason === "string" ? `${field}: ${reason}` : "";
}
