/*
 * The room of what a Git host says by itself.
 *
 * In: the headers and the raw bytes of a request that anybody may have sent, and the secret that the host shares with us.
 * Out: a push, a ping, an event that does not matter, or the refusal that its sender gets.
 *
 * The rules, in order:
 * 1. no secret here: nothing is accepted (401), since nobody could prove anything;
 * 2. a body over limits.webhookBodyBytesMax is refused before it is hashed (413);
 * 3. X-Hub-Signature-256 must be the HMAC-SHA256 of the bytes (401). All three refusals of a signature read the same;
 * 4. only then is anything read: the content type is JSON or GitHub's form of it (415), the body is JSON (400);
 * 5. `ping` and `push` matter; other events are ignored, so that a host may send everything;
 * 6. a push says which repository to look at and nothing else: what moved there is asked of the repository itself. A
 *    forged or repeated push can therefore only cause a look, and one payload gives the same answer whoever uses the repository.
 *
 * Beside it: signature.ts (who sent it), read-payload.ts (bytes to JSON), repository-urls.ts (which repository).
 */
import { limits } from "../limits.ts";
import { readPayload } from "./read-payload.ts";
import { readRepositoryUrls } from "./repository-urls.ts";
import { isSigned, toDeliveryId } from "./signature.ts";

export type DeliveryRequest = {
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As they came: the signature is of these bytes. */
  readonly body: Uint8Array;
};

export type Refusal = {
  readonly kind: "refused";
  readonly status: number;
  readonly code: string;
  readonly message: string;
};

export type Delivery =
  /** `repoUrls`: names of the one repository, each once; `deliveryId`: equal for equal bodies, and it reveals no signature. */
  | { readonly kind: "push"; readonly repoUrls: readonly string[]; readonly deliveryId: string }
  | { readonly kind: "ping" }
  | { readonly kind: "ignored"; readonly event: string }
  | Refusal;

/** Parses a delivery of GitHub's webhooks; the secret is "" where there is none. Never throws. */
export function parseDelivery(request: DeliveryRequest, secret: string): Delivery {
  const { body } = request;
  if (secret === "") return unsigned;
  if (body.byteLength > limits.webhookBodyBytesMax) return tooLarge;
  if (!isSigned(body, readHeader(request, "x-hub-signature-256"), secret)) return unsigned;
  const payload = readPayload(body, readHeader(request, "content-type"));
  if (payload.kind === "media-type") return wrongMediaType;
  if (payload.kind === "malformed") return malformed;
  const event = readHeader(request, "x-github-event") ?? "";
  if (event === "ping") return { kind: "ping" };
  if (event !== "push") return { kind: "ignored", event: eventName.test(event) ? event : "unknown" };
  const repoUrls = readRepositoryUrls(payload.value);
  return repoUrls.length === 0
    ? noRepository
    : { kind: "push", repoUrls, deliveryId: toDeliveryId(body, secret) };
}

const eventName = /^[a-z_]{1,40}$/;

function readHeader({ headers }: DeliveryRequest, name: string): string | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}

function toRefusal(status: number, code: string, reason: string): Refusal {
  return { kind: "refused", status, code, message: `Cannot accept this delivery: ${reason}` };
}

const unsigned = toRefusal(
  401,
  "UNAUTHENTICATED",
  "it is not signed with this installation's secret; set the same one at the Git host and in OUTRIGGER_GITHUB_WEBHOOK_SECRET",
);
const tooLarge = toRefusal(
  413,
  "LIMIT_EXCEEDED",
  `it has more than ${limits.webhookBodyBytesMax} bytes; a push that large is found by the next look`,
);
const wrongMediaType = toRefusal(
  415,
  "UNSUPPORTED_MEDIA_TYPE",
  "its content type is not read here; choose application/json at the Git host",
);
const malformed = toRefusal(
  400,
  "BAD_REQUEST",
  "its body is not JSON; send the payload as the Git host made it",
);
const noRepository = toRefusal(
  400,
  "BAD_REQUEST",
  "it names no repository; a push has repository.clone_url, html_url or ssh_url",
);
