import type { JsonObject } from "../../kube/json.ts";
import { requireObject } from "../cluster/request.ts";
import { StatusError } from "../cluster/status-error.ts";
import { bind } from "../subresources/bind.ts";
import { evict } from "../subresources/evict.ts";
import { finalize } from "../subresources/finalize.ts";
import { readLog } from "../subresources/read-log.ts";
import { requestToken } from "../subresources/request-token.ts";
import { toScale } from "../subresources/scale-form.ts";
import { writeScale } from "../subresources/write-scale.ts";
import { type Answer, jsonAnswer, textAnswer } from "./answer.ts";
import { toPatchRequest, toWrite } from "./answer-object.ts";
import { objectAnswer } from "./object-answer.ts";
import { type ObjectPlace, toRead } from "./object-place.ts";

/** What answers each subresource that is not the object itself in another view. */
const answers: Readonly<Record<string, (place: ObjectPlace) => Answer>> = {
  binding: (place) => jsonAnswer(201, bind(place.state, toPart(place, "Binding"))),
  eviction: (place) => jsonAnswer(201, evict(place.state, toPart(place, "Eviction"))),
  finalize: (place) => objectAnswer(200, finalize(place.state, toWrite(place)), place),
  log: (place) => {
    const pod = requireObject(place.state, toRead(place));
    return textAnswer(200, readLog(pod, place.call.query.get("container") ?? ""));
  },
  scale: (place) => jsonAnswer(200, answerScale(place)),
  token: (place) => jsonAnswer(201, requestToken(place.state, toPart(place, "TokenRequest"))),
};

/** Answers a request to a subresource with an object of its own. What would need a container or a node answers 501. */
export function answerSubresource(place: ObjectPlace): Answer {
  const answer = answers[place.route.subresource];
  if (answer !== undefined) return answer(place);
  requireObject(place.state, toRead(place));
  const why = `the sandbox runs no containers: ${place.kind.plural}/${place.route.subresource} has nothing to reach`;
  throw new StatusError({ code: 501, reason: "NotImplemented" }, why);
}

function toPart(place: ObjectPlace, kind: string): ReturnType<typeof toWrite> {
  return toWrite(place, { ...place.kind, kind });
}

function answerScale(place: ObjectPlace): JsonObject {
  const { state, kind, call } = place;
  if (call.method === "GET") return toScale(kind, requireObject(state, toRead(place)));
  return writeScale(
    state,
    call.method === "PATCH" ? toPatchRequest(place) : toWrite(place, { ...kind, kind: "Scale" }),
  );
}
