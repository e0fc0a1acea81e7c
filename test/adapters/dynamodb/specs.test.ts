import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepMark, readDeletion, toMarked } from "../../../src/application/deletion-mark.ts";
import type { JsonObject } from "../../../src/kube/json.ts";
import { codeFrom, newName } from "../../contracts/worker.ts";
import { openHarness, type TableHarness, type TableWorker } from "./harness.ts";

let harness: TableHarness;
let worker: TableWorker;

beforeAll(async () => {
  harness = await openHarness();
  worker = harness.start();
});
afterAll(() => harness.close());

const manifestOf = (
  kind: string,
  name = newName(),
  spec: { readonly [field: string]: string | bigint } = {},
) => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind,
  metadata: { ...name },
  spec,
});

describe("specs", () => {
  test.each([
    ["a new one is new", {}, {}, [true]],
    ["the same again is not", { a: "1" }, { a: "1" }, [true, false]],
    ["the order of fields does not matter", { a: "1", b: "2" }, { b: "2", a: "1" }, [true, false]],
    ["a changed one is", { a: "1" }, { a: "2" }, [true, true]],
  ])("%s", async (_, first, second, outcomes) => {
    const name = newName();
    const present = [await worker.specs.save(manifestOf("Application", name, first))];
    if (outcomes.length > 1) present.push(await worker.specs.save(manifestOf("Application", name, second)));
    expect(present).toEqual(outcomes);
    expect(await worker.specs.read("Application", name)).toEqual(manifestOf("Application", name, second));
  });

  test("large numbers and long texts come back exactly", async () => {
    const manifest = manifestOf("ConfigMap", newName(), {
      big: 12345678901234567890n,
      text: "x".repeat(50_000),
    });
    await worker.specs.save(manifest);
    expect(await worker.specs.read("ConfigMap", manifest.metadata)).toEqual(manifest);
  });

  test("lists are of one kind, sorted by namespace and name, and forget what was deleted", async () => {
    const names = ["b/x", "a-b/x", "a/y", "a/x"].map((text) => {
      const [namespace = "", name = ""] = text.split("/");
      return { namespace, name };
    });
    for (const name of names) await worker.specs.save(manifestOf("AppProject", name));
    await worker.specs.save(manifestOf("ApplicationSet", { namespace: "a", name: "x" }));
    await worker.specs.delete("AppProject", { namespace: "b", name: "x" });
    const listed = (await worker.specs.list("AppProject")).map((name) => `${name.namespace}/${name.name}`);
    expect(listed).toEqual(["a/x", "a/y", "a-b/x"]);
    expect(await worker.specs.read("AppProject", { namespace: "b", name: "x" })).toBeUndefined();
    expect(await worker.specs.read("ApplicationSet", { namespace: "a", name: "x" })).toBeDefined();
  });

  test("of many saved at once, those that are new or differ are written", async () => {
    const names = Array.from({ length: 130 }, () => newName());
    const before = names.map((name) => manifestOf("Application", name, { project: "first" }));
    await worker.specs.saveAll(before);
    const after = names.map((name, index) =>
      manifestOf("Application", name, { project: index % 2 === 0 ? "first" : "second" }),
    );
    await worker.specs.saveAll(after);
    const read = await Promise.all(names.map((name) => worker.specs.read("Application", name)));
    expect(read).toEqual(after);
    await worker.specs.saveAll([]);
  });

  describe("a manifest that is being deleted", () => {
    const wish = { cascade: true, requestedBy: "ann" };
    const markedOf = (manifest: JsonObject) => toMarked(manifest, wish, Date.UTC(2026, 0, 1));

    test.each(["save", "saveAll"] as const)(
      "keeps its mark when it is declared again by %s",
      async (verb) => {
        const name = newName();
        const first = manifestOf("Application", name, { project: "first" });
        await worker.specs.save(first);
        expect(await worker.specs.save(markedOf(first), { over: first })).toBe(true);
        const second = manifestOf("Application", name, { project: "second" });
        const other = manifestOf("Application", newName(), {});
        if (verb === "save") expect(await worker.specs.save(second)).toBe(true);
        else expect(await worker.specs.saveAll([second, other])).toEqual([keepMark(markedOf(first), second)]);
        const kept = await worker.specs.read("Application", name);
        expect(kept).toEqual(keepMark(markedOf(first), second));
        expect(readDeletion(kept ?? {})).toMatchObject({ cascade: true, requestedBy: "ann" });
        // The same again writes nothing.
        expect(await worker.specs.save(second)).toBe(false);
      },
    );

    test("is marked only over what was read", async () => {
      const name = newName();
      const first = manifestOf("Application", name, { project: "first" });
      await worker.specs.save(first);
      await worker.specs.save(manifestOf("Application", name, { project: "second" }));
      expect(await codeFrom(worker.specs.save(markedOf(first), { over: first }))).toBe("CONFLICT");
      await worker.specs.delete("Application", name);
      expect(await codeFrom(worker.specs.save(markedOf(first), { over: first }))).toBe("CONFLICT");
      expect(await worker.specs.read("Application", name)).toBeUndefined();
    });
  });

  test("deleting what is not there is no error", async () => {
    expect(await codeFrom(worker.specs.delete("Application", newName()))).toBe("none");
  });

  test.each([
    ["a Secret", manifestOf("Secret"), "UNSUPPORTED"],
    ["one without a namespace", { kind: "Application", metadata: { name: "x" } }, "MANIFEST_INVALID"],
    [
      "one that does not fit",
      manifestOf("ConfigMap", newName(), { a: randomBytes(400_000).toString("base64") }),
      "LIMIT_EXCEEDED",
    ],
  ])("%s is refused", async (_, manifest, code) => {
    expect(await codeFrom(worker.specs.save(manifest))).toBe(code);
  });
});
