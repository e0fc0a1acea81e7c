import { describe, expect, test } from "vitest";
import { type JsonObject, readField } from "../../../src/kube/json.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ApiAnswer, RuleSubject } from "./api-server.ts";
import {
  printStored,
  readStoredCases,
  type StoredCase,
  toCollection,
  toDifference,
  writeStoredCase,
} from "./stored-case.ts";

export const defaults = { name: "What is stored", rules };

// Only what a real server says is ever recorded.
const isRecording = (side: string) => side === "real" && process.env["UPDATE"] === "1";

/** Each case is sent as a dry-run: the answer is what would be stored, and no controller is quicker than the test. */
function rules(subject: RuleSubject): void {
  let made: Promise<string> | undefined;
  const makeSpace = () => {
    made ??= subject.server().makeSpace();
    return made;
  };
  describe.each(readStoredCases())("$name: $sentence", (golden) => {
    test("created", async () => {
      const space = await makeSpace();
      const answer = await send(subject, golden, { space, isApply: false });
      expectRecorded(subject, golden, "created", print(answer, answer.body, golden, space));
    });

    test("applied", async () => {
      const space = await makeSpace();
      const [created, applied] = [
        await send(subject, golden, { space, isApply: false }),
        await send(subject, golden, { space, isApply: true }),
      ];
      const difference = toDifference(withoutNoise(applied.body), withoutNoise(created.body));
      expectRecorded(subject, golden, "applied", print(applied, difference, golden, space));
    });
  });
}

type How = { readonly space: string; readonly isApply: boolean };

function send({ server }: RuleSubject, golden: StoredCase, { space, isApply }: How): Promise<ApiAnswer> {
  const object: KubeObject = JSON.parse(JSON.stringify(golden.object).replaceAll("<space>", space));
  const collection = toCollection(object, space);
  const query = "?fieldManager=tester&dryRun=All";
  if (!isApply) return server().call("POST", collection + query, { body: object });
  const contentType = "application/apply-patch+yaml";
  return server().call("PATCH", `${collection}/${object.metadata.name}${query}`, {
    body: object,
    contentType,
  });
}

function print(answer: ApiAnswer, body: JsonObject, golden: StoredCase, space: string): string {
  if (answer.status >= 300) {
    const { message = "" } = answer.body;
    return `${answer.status} ${printStored(message, golden.object, space)}`;
  }
  // What a definition's status says is the work of controllers, which a dry-run never sees.
  const { status: _, ...rest } = body;
  return printStored(body["kind"] === "CustomResourceDefinition" ? rest : body, golden.object, space);
}

/** What two answers never share. */
function withoutNoise(body: JsonObject): JsonObject {
  const text = JSON.stringify(body)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>")
    .replaceAll(/kube-api-access-\w{5}/g, "kube-api-access-<id>")
    .replaceAll(/\b10\.96\.\d+\.\d+\b/g, "<address>")
    .replaceAll(/(?<=NodePort":|nodePort":)\d{5}/g, '"<port>"');
  const parsed: JsonObject = JSON.parse(text);
  const created = readField(parsed, "metadata", "creationTimestamp");
  return JSON.parse(text.replaceAll(String(created ?? "<none>"), "<time>"));
}

function expectRecorded(
  { side }: RuleSubject,
  golden: StoredCase,
  part: "applied" | "created",
  text: string,
): void {
  if (isRecording(side)) writeStoredCase(golden.name, part, text);
  else expect(text, golden.sentence).toBe(golden[part]);
}
