import { formatJson } from "../kube/json.ts";
import type { ApiAnswer } from "./api-request.ts";
import { refuse } from "./refuse.ts";

/** Lambda's answers have at most 6 MB, in which a text's quotes and line ends count twice; some room is for the rest. */
const answerBytesMax = 6_000_000;
/** A character takes at most six bytes there, `\u0001`. */
const harmlessCharacters = answerBytesMax / 6;

/** Gives an answer that Lambda can send: the one that was made, or one that says it is too large. */
export function boundAnswer(answer: ApiAnswer): ApiAnswer {
  const text = formatJson(answer.body);
  if (text.length <= harmlessCharacters) return answer;
  const bytes = Buffer.byteLength(JSON.stringify(text));
  if (bytes <= answerBytesMax) return answer;
  const size = `it takes ${bytes} bytes, at most ${answerBytesMax} fit`;
  return refuse("ANSWER_TOO_LARGE", `Cannot send the answer: ${size}; use the command line`).refusal;
}
