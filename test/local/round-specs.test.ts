import { expect, test } from "vitest";
import { readDeletion, toMarked } from "../../src/application/deletion-mark.ts";
import { createMemorySpecs } from "../../src/local/memory-specs.ts";
import { createRoundSpecs } from "../../src/local/round-specs.ts";
import type { Specs } from "../../src/ports/specs.ts";

const name = { namespace: "argocd", name: "team" };
const toProject = (description: string) => ({ kind: "AppProject", metadata: name, spec: { description } });

function open(): {
  readonly inner: Specs;
  readonly specs: ReturnType<typeof createRoundSpecs>;
  reads(): number;
} {
  const inner = createMemorySpecs([toProject("first"), { kind: "Application", metadata: name }]);
  let reads = 0;
  const read: Specs["read"] = (kind, wanted) => {
    reads += 1;
    return inner.read(kind, wanted);
  };
  return { inner, specs: createRoundSpecs({ ...inner, read }), reads: () => reads };
}

test("a project is read once a round, whoever asks", async () => {
  const { specs, reads } = open();
  const both = await Promise.all([specs.read("AppProject", name), specs.read("AppProject", name)]);
  expect(both).toEqual([toProject("first"), toProject("first")]);
  expect(reads()).toBe(1);
});

test("a new round sees what another process has saved", async () => {
  const { inner, specs } = open();
  await specs.read("AppProject", name);
  await inner.save(toProject("second"));
  expect(await specs.read("AppProject", name)).toEqual(toProject("first"));
  specs.startRound();
  expect(await specs.read("AppProject", name)).toEqual(toProject("second"));
});

test("what is saved or deleted here is seen at once", async () => {
  const { specs } = open();
  await specs.read("AppProject", name);
  await specs.save(toProject("second"));
  expect(await specs.read("AppProject", name)).toEqual(toProject("second"));
  await specs.delete("AppProject", name);
  expect(await specs.read("AppProject", name)).toBeUndefined();
});

test("what was saved in a round is not read again in it", async () => {
  const { inner, specs, reads } = open();
  const application = { kind: "Application", metadata: name, spec: { project: "team" } };
  await specs.saveAll([application, toProject("second")]);
  expect(await specs.read("Application", name)).toEqual(application);
  expect(await inner.read("Application", name)).toEqual(application);
  expect(reads()).toBe(0);
  specs.startRound();
  expect(await specs.read("Application", name)).toEqual(application);
  expect(reads()).toBe(1);
});

test("a mark that the table keeps is seen in the round in which the manifest is declared again", async () => {
  const application = { kind: "Application", metadata: name, spec: { project: "team" } };
  for (const verb of ["save", "saveAll"] as const) {
    const inner = createMemorySpecs([toMarked(application, { cascade: true, requestedBy: "ann" }, 0)]);
    const specs = createRoundSpecs(inner);
    if (verb === "save") await specs.save(application);
    else await specs.saveAll([application]);
    expect(readDeletion((await specs.read("Application", name)) ?? {})).toMatchObject({ requestedBy: "ann" });
  }
});

test("a read that failed is tried again", async () => {
  const { inner } = open();
  let fails = true;
  const read: Specs["read"] = async (kind, wanted) => {
    if (fails) throw new Error("the table does not answer");
    return await inner.read(kind, wanted);
  };
  const specs = createRoundSpecs({ ...inner, read });
  await expect(specs.read("AppProject", name)).rejects.toThrow("does not answer");
  fails = false;
  expect(await specs.read("AppProject", name)).toEqual(toProject("first"));
});
