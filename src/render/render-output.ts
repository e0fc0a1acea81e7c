import { ReconcileError } from "../errors.ts";
import { type ManifestFile, type ParsedManifests, parseManifests } from "./manifests.ts";
import type { ReadyStep } from "./render-plan.ts";
import type { RepositoryFile, Tool, ToolRun } from "./tool-run.ts";
import { findOutsideSchema } from "./values-schema.ts";

/**
 * Makes the run of a ready step from the contents of its inputs, in the order of the inputs. Throws UNSUPPORTED for a values schema
 * that names something outside itself, which Helm would fetch or read from the machine's disk.
 */
export function toToolRun(
  plan: ReadyStep & { readonly tool: Tool; readonly run: NonNullable<ReadyStep["run"]> },
  contents: readonly RepositoryFile[],
): ToolRun {
  const { directory, args, generated } = plan.run;
  const files = new Map<string, RepositoryFile>();
  for (const [index, input] of plan.inputs.entries()) {
    const file = contents[index];
    if (file !== undefined) files.set(input.as ?? input.path, { ...file, path: input.as ?? input.path });
  }
  for (const file of generated) files.set(file.path, file);
  const outside = [...files.values()].flatMap(findOutsideSchema);
  if (plan.tool === "helm" && outside.length > 0 && !args.includes("--skip-schema-validation")) {
    throw new ReconcileError("UNSUPPORTED", outside.join("\n"));
  }
  return { tool: plan.tool, files: [...files.values()], directory, args };
}

/** Parses the files of a directory; a file that is not text is a problem of its own. */
export function parseDirectory(contents: readonly RepositoryFile[]): ParsedManifests {
  const texts = contents.filter((file) => file.encoding === undefined);
  const binaries = contents.filter((file) => file.encoding !== undefined);
  const parsed = parseManifests(
    texts.map((file) => ({ file: file.path, text: file.content })),
    { skipForeignFiles: true },
  );
  const problems = binaries.map((file) => ({
    file: file.path,
    severity: "error" as const,
    message: "the file is not UTF-8 text",
  }));
  return { manifests: parsed.manifests, problems: [...parsed.problems, ...problems] };
}

/** Parses what a tool printed; problems name the template where Helm says which one it was, and no line of the output. */
export function parseOutput(plan: Pick<ReadyStep, "tool">, path: string, output: string): ParsedManifests {
  const name = `${plan.tool} output of ${path}`;
  const files = plan.tool === "helm" ? splitByTemplate(output, name) : [{ file: name, text: output }];
  const { manifests, problems } = parseManifests(files);
  return {
    manifests,
    problems: problems.map(({ file, severity, message }) => ({ file, severity, message })),
  };
}

// Helm heads each document with the template it is from.
const templateMark = /^# Source: (.+)$/;

function splitByTemplate(output: string, name: string): readonly ManifestFile[] {
  return output.split(/^---[ \t]*$/m).map((text) => {
    const first = text.trimStart().split("\n", 1)[0] ?? "";
    return { file: templateMark.exec(first)?.[1] ?? name, text };
  });
}
