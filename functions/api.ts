import middy from "@middy/core";
import { answer } from "../src/api/api.ts";
import type { ApiPorts } from "../src/api/api-call.ts";
import { boundAnswer } from "../src/api/bound-answer.ts";
import { toRequest } from "../src/api/to-request.ts";
import { ReconcileError } from "../src/errors.ts";
import { openWorkers } from "./compose/open-workers.ts";
import { type HttpAnswer, toHttpAnswer } from "./middleware/http-answer.ts";
import { httpError } from "./middleware/http-error.ts";
import { log } from "./middleware/log.ts";

/** What the API works with; `startRound`: what was read for the last request is read anew. */
type ApiWorking = { readonly ports: ApiPorts; startRound(): void };

/** Makes the function behind the API, over ports that are opened with the first request. */
export function createApi(open: () => Promise<ApiWorking>) {
  return middy<unknown, HttpAnswer>()
    .use([log({ function: "api" }), httpError()])
    .handler(async (event) => {
      // The local mode's emulator lets a header say who calls.
      const trustsAuthorizer = (process.env["OUTRIGGER_STATE"] ?? "") === "";
      const request = toRequest(event, { trustsAuthorizer });
      if (request === undefined)
        throw new ReconcileError("UNSUPPORTED", "Cannot read this event: it is none of an HTTP API");
      const { ports, startRound } = await open();
      startRound();
      return toHttpAnswer(boundAnswer(await answer(request, ports)));
    });
}

/** Answers everything below /api/v1, and /api/version. */
export const handler = createApi(openWorkers);
