import * as z from "zod";
import { type ApplicationName, formatApplicationName } from "../../application/application.ts";
import { isNamespaceName, isObjectName } from "../../declaration/object-name.ts";
import { ReconcileError } from "../../errors.ts";
import type { ObserveSubject } from "../../ports/queues.ts";

/** What an event of a queue held. An unreadable message is as much a failed one as any other: it is reported by its id. */
export type ParsedEvent<Subject> = {
  readonly messages: readonly { readonly messageId: string; readonly subject: Subject }[];
  readonly unreadable: readonly { readonly messageId: string; readonly problem: string }[];
};

/** A context of a kubeconfig may be an ARN, and a URL is no longer in any browser. */
const textCharsMax = 2_048;
/** A body of ours holds one such text, or an application's name and a reason. */
const bodyCharsMax = 4 * textCharsMax;
/** SQS's own limit for one batch of a standard queue. */
const recordsMax = 10_000;

const eventSchema = z.object({
  Records: z
    .array(z.object({ messageId: z.string().min(1).max(textCharsMax), body: z.unknown() }))
    .max(recordsMax),
});

const printable = z
  .string()
  .min(1)
  .max(textCharsMax)
  .regex(/^[^\p{Cc}\s]+$/u);
const applicationBody = z.object({ application: printable });
const clusterBody = z.object({ cluster: printable, repository: z.undefined().optional() });
const repositoryBody = z.object({ repository: printable, cluster: z.undefined().optional() });

/** Prints the message that wakes a reconcile; `reason` goes with the copies of the dead-letter queue. */
export function toReconcileBody(name: ApplicationName, reason?: string): string {
  return JSON.stringify({ application: formatApplicationName(name), reason });
}

/** Prints the message that asks for an observation. */
export function toObserveBody(subject: ObserveSubject): string {
  const body = subject.kind === "cluster" ? { cluster: subject.cluster } : { repository: subject.repoUrl };
  return JSON.stringify(body);
}

/** Reads an event of the reconcile queue; throws UNSUPPORTED where it is no event of a queue at all. */
export function parseReconcileEvent(event: unknown): ParsedEvent<ApplicationName> {
  return parseEvent(event, toApplicationName, "names no application");
}

/** Reads an event of the observe queue; throws UNSUPPORTED where it is no event of a queue at all. */
export function parseObserveEvent(event: unknown): ParsedEvent<ObserveSubject> {
  return parseEvent(event, toObserveSubject, "names neither a cluster nor a repository");
}

function parseEvent<Subject>(
  event: unknown,
  toSubject: (body: unknown) => Subject | undefined,
  problem: string,
): ParsedEvent<Subject> {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success)
    throw new ReconcileError(
      "UNSUPPORTED",
      "Cannot read the event: it has no Records with a messageId, so it is not of a queue; send a message to the queue instead",
    );
  const read = parsed.data.Records.map(({ messageId, body }) => ({
    messageId,
    subject: toSubject(parseBody(body)),
  }));
  return {
    messages: read.flatMap(({ messageId, subject }) =>
      subject === undefined ? [] : [{ messageId, subject }],
    ),
    unreadable: read.flatMap(({ messageId, subject }) =>
      subject === undefined ? [{ messageId, problem }] : [],
    ),
  };
}

function parseBody(body: unknown): unknown {
  if (typeof body !== "string" || body.length > bodyCharsMax) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // the message is unreadable, which is said of it; its text may hold anything
  }
}

function toApplicationName(body: unknown): ApplicationName | undefined {
  const parsed = applicationBody.safeParse(body);
  if (!parsed.success) return undefined;
  const [namespace = "", name = "", ...rest] = parsed.data.application.split("/");
  const isName = rest.length === 0 && isNamespaceName(namespace) && isObjectName(name);
  return isName ? { namespace, name } : undefined;
}

function toObserveSubject(body: unknown): ObserveSubject | undefined {
  const cluster = clusterBody.safeParse(body);
  if (cluster.success) return { kind: "cluster", cluster: cluster.data.cluster };
  const repository = repositoryBody.safeParse(body);
  return repository.success ? { kind: "repository", repoUrl: repository.data.repository } : undefined;
}
