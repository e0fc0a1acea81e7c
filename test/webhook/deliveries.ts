import { createHmac } from "node:crypto";
import type { DeliveryRequest } from "../../src/webhook/webhook.ts";

/** What the tests sign with; a canary too: it may stand in no answer, message or log. */
export const secret = "c4nary-secret";

/** Gives the header that signs a body. */
export function toSignature(body: Uint8Array | string, key = secret): string {
  return `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
}

/** Makes a delivery as GitHub sends it; headers of the caller come last. */
export function toRequest(
  body: Uint8Array | string,
  headers: DeliveryRequest["headers"] = {},
): DeliveryRequest & { readonly body: Uint8Array } {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const defaults = {
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/0000000",
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-github-event": "push",
    "x-hub-signature-256": toSignature(bytes),
  };
  return { headers: { ...defaults, ...headers }, body: bytes };
}

/** The text of a push to a repository of GitHub, with the fields that say which repository it is. */
export function toPush(name: string, more: object = {}): string {
  return JSON.stringify({
    ref: "refs/heads/main",
    before: "0".repeat(40),
    after: "1".repeat(40),
    repository: {
      full_name: name,
      git_url: `git://github.com/${name}.git`,
      ssh_url: `git@github.com:${name}.git`,
      html_url: `https://github.com/${name}`,
      clone_url: `https://github.com/${name}.git`,
      pushed_at: 1_790_000_000,
      ...more,
    },
    commits: [],
  });
}
