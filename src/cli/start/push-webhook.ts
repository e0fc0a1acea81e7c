import { createHmac, randomUUID } from "node:crypto";

export type PushWebhook = {
  /** Where pushes are taken. */
  readonly url: string;
  readonly secret: string;
  /** The repository that was pushed to. */
  readonly repoUrl: string;
};

const answerMsMax = 10_000;

/** Tells the webhook of a push, signed as GitHub signs; gives the status of its answer. */
export async function sendPush({ url, secret, repoUrl }: PushWebhook): Promise<number> {
  const delivery = randomUUID();
  // The delivery is in the body: two pushes with one body would be one.
  const body = JSON.stringify({ ref: "refs/heads/main", delivery, repository: { clone_url: repoUrl } });
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": delivery,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
    body,
    signal: AbortSignal.timeout(answerMsMax),
  });
  await answer.body?.cancel();
  return answer.status;
}
