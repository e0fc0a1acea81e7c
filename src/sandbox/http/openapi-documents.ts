import { createHash } from "node:crypto";
import { formatJson } from "../../kube/json.ts";
import { apiVersionOf, type Kind } from "../cluster/kind.ts";
import { toOpenApi } from "../schema/openapi.ts";
import { type Answer, jsonAnswer } from "./answer.ts";

const root = "/openapi/v3";

/** Answers the index of OpenAPI v3 and its documents; undefined: another path. */
export function answerOpenApi(path: string, kinds: readonly Kind[]): Answer | undefined {
  if (path === root) return jsonAnswer(200, { paths: toIndex(kinds) });
  if (!path.startsWith(`${root}/`)) return undefined;
  const own = kinds.filter((kind) => `${root}/${placeOf(kind)}` === path);
  return own.length === 0 ? undefined : jsonAnswer(200, toOpenApi(own));
}

/** Documents are named by a hash of what they hold, so that a client may keep them. */
function toIndex(kinds: readonly Kind[]) {
  const places = [...Map.groupBy(kinds, placeOf)].map(([place, own]) => {
    const content = own.map(({ kind, plural, schema }) => ({ kind, plural, schema }));
    const hash = createHash("sha256").update(formatJson(content)).digest("hex").toUpperCase();
    return [place, { serverRelativeURL: `${root}/${place}?hash=${hash}` }] as const;
  });
  return Object.fromEntries(places);
}

function placeOf(kind: Kind): string {
  return kind.group === "" ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
}
