import { isObject, type Json, type JsonObject, readField } from "../../../../src/kube/json.ts";
import type { ApiServer } from "../api-server.ts";
import { type Fields, validObjects, withFields } from "./valid-objects.ts";

/** A valid object of which a change makes an invalid one, and what a server says of it. */
export type Refusal = {
  /** What a server lets nobody do. */
  readonly rule: string;
  readonly object: string;
  readonly set: Fields;
  /** A field and what is wrong with it, one for each cause. */
  readonly says: readonly string[];
  /** What the object has besides when it is made; only for changes of one that is there. */
  readonly from?: Fields;
};

/** What a server answered to an invalid object. */
export type Refused = { readonly status: number; readonly says: readonly string[]; readonly message: string };

/** Asks a server to make an invalid object. */
export async function askToMake(
  server: ApiServer,
  { object, set }: Refusal,
  space: string,
): Promise<Refused> {
  const { path, body } = toRequest(object, space);
  const answer = await server.call("POST", path, { body: withFields(body, set) });
  if (answer.status === 201)
    await server.call("DELETE", `${path}/${readField(answer.body, "metadata", "name")}`);
  return toRefused(answer);
}

/** Makes a valid object, asks a server to change it, and takes it away again. */
export async function askToChange(server: ApiServer, refusal: Refusal, space: string): Promise<Refused> {
  const { path, body } = toRequest(refusal.object, space);
  const made = await server.call("POST", path, { body: withFields(body, refusal.from ?? {}) });
  if (made.status !== 201) throw new Error(`Cannot make ${refusal.object}: ${made.text}`);
  const own = `${path}/${readField(made.body, "metadata", "name")}`;
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const present = await server.call("GET", own);
      const answer = await server.call("PUT", own, { body: withFields(present.body, refusal.set) });
      // Controllers write, too.
      if (answer.status !== 409) return toRefused(answer);
    }
    throw new Error(`Cannot change ${own}: somebody else always did`);
  } finally {
    await server.call("DELETE", own);
  }
}

function toRequest(object: string, space: string): { readonly path: string; readonly body: JsonObject } {
  const valid = validObjects[object];
  if (valid === undefined) throw new Error(`There is no valid ${object}`);
  const name = `a-${Math.random().toString(36).slice(2, 10)}`;
  return {
    path: valid.path.replace("{space}", space),
    body: { ...valid.body, metadata: { name } },
  };
}

function toRefused({ status, body }: { readonly status: number; readonly body: JsonObject }): Refused {
  const causes = readField(body, "details", "causes");
  const says = (Array.isArray(causes) ? causes : []).map(
    (cause) => `${readField(cause, "field")}: ${toStable(readField(cause, "message"))}`,
  );
  return { status, says: [...new Set(says)], message: toStable(body["message"]) };
}

/** Takes a name that was made up out of a text, and what the server only prints for people: the difference of two values. */
function toStable(text: Json | undefined): string {
  return String(text ?? "")
    .replace(/\n[\s\S]*/, "")
    .replace(/\ba-[a-z0-9]{8}\b/g, "<name>")
    .replace(/\bNot_[a-z0-9]{5}"/g, 'Not_<end>"');
}

/** Gives the message of an answer that refuses for these causes. */
export function toMessage({ object }: Refusal, says: readonly string[]): string {
  const { kind = "", apiVersion = "" } = isObject(validObjects[object]?.body)
    ? validObjects[object].body
    : {};
  const group = String(apiVersion).includes("/") ? `.${String(apiVersion).split("/")[0]}` : "";
  const text = says.length === 1 ? says[0] : `[${says.join(", ")}]`;
  return `${kind}${group} "<name>" is invalid: ${text}`.replace(/\n[\s\S]*/, "");
}
