import type { SQSBatchResponse } from "aws-lambda";
import type { ParsedEvent } from "../../src/adapters/sqs/messages.ts";
import { logLine } from "./log-line.ts";

/**
 * Serves the messages of a queue's event, one after the other, and names those that failed: the queue delivers them again, and
 * after some times puts them aside. One that fails does not stop the others.
 */
export async function serveBatch<Subject>(
  { messages, unreadable }: ParsedEvent<Subject>,
  serve: (subject: Subject) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { messageId, problem } of unreadable) {
    logLine("ERROR", "Message unreadable", { messageId, problem });
    failed.push(messageId);
  }
  for (const { messageId, subject } of messages) {
    try {
      await serve(subject);
    } catch (error) {
      logLine("ERROR", "Message failed", { messageId, subject, error });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
