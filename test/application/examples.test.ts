import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { parseControlPlane } from "../../src/application/parse-control-plane.ts";
import { checkApplication } from "../../src/project/project.ts";

const folder = "examples/applications";
const files = readdirSync(folder).map((name) => ({
  file: `${folder}/${name}`,
  text: readFileSync(`${folder}/${name}`, "utf8"),
}));
const examples = parseControlPlane(files);

test("the examples are read without a word", () => expect(examples.problems).toEqual([]));

test.each(examples.applications)(
  "$name.name may be deployed, and its manifests are there",
  ({ application }) => {
    const project = examples.projects.find(({ name }) => name === application?.project);
    if (application === undefined || project === undefined) throw new Error("no such application or project");
    const cluster = { name: "in-cluster", server: "https://10.0.0.1" };
    expect(checkApplication(project, application, cluster)).toEqual([]);
    expect(statSync(application.source.path).isDirectory()).toBe(true);
  },
);
