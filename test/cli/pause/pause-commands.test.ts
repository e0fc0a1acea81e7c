import { describe, expect, test } from "vitest";
import { openAppWorld } from "../app/app-world.ts";

const world = openAppWorld();

describe("pause and resume", () => {
  test("what is paused is listed with who and why, and a sync waits until it is resumed", async () => {
    const { name } = world;
    expect((await world.app("pause", name, "--reason", "release night")).out).toBe(
      `application argocd/${name} paused\n`,
    );
    expect((await world.outrigger("pauses")).out).toMatch(
      new RegExp(`^application argocd/${name} +\\S+ +2\\S+Z +release night$`, "m"),
    );
    const waiting = await world.app("sync", name, "--timeout", "2");
    expect(waiting.exitCode).toBe(1);
    expect(waiting.err).toContain("release night");
    expect(await world.valueOf("a")).toBeUndefined();
    expect((await world.app("resume", name)).out).toBe(`application argocd/${name} resumed\n`);
    expect((await world.app("wait", name, "--sync", "--timeout", "30")).exitCode).toBe(0);
    expect(await world.valueOf("a")).toBe("1");
  });

  test.each([["--all"], ["--project", "default"], ["--cluster", "in-cluster"]])("%s %s", async (...scope) => {
    expect((await world.outrigger("pause", ...scope, "--until", "1h")).exitCode).toBe(0);
    const [pause] = JSON.parse((await world.outrigger("pauses", "-o", "json")).out).items;
    expect(pause).toMatchObject({ by: expect.any(String), until: expect.stringMatching(/Z$/) });
    expect((await world.outrigger("resume", ...scope)).exitCode).toBe(0);
    expect((await world.outrigger("resume", ...scope)).message).toContain("it is not paused");
  });

  test("what is meant must be said, and once", async () => {
    expect((await world.outrigger("pause")).message).toContain("name one of --all");
    expect((await world.outrigger("pause", "--all", "--project", "a")).message).toContain(
      "name one of --all",
    );
    expect((await world.outrigger("pause", "--all", "--until", "yesterday")).error).toBe(
      "commander.invalidArgument",
    );
  });
});
