import type { HelmOptions } from "../application/application-source.ts";
import { formatJson } from "../kube/json.ts";
import { toHelmArguments } from "./helm-arguments.ts";
import { surveyDependencies } from "./helm-dependencies.ts";
import { refuse, refuseSubmodule, resolvePath } from "./refusals.ts";
import type { PlannedRun, RenderRequest } from "./render-plan.ts";
import { joinPath, locate, type Survey } from "./survey.ts";
import { addFile, addFolder } from "./survey-inputs.ts";
import type { RepositoryFile } from "./tool-run.ts";

/** Where the values of the source itself are put, beside the repository's files. */
const valuesFile = ".outrigger-values.yaml";

/** Surveys a chart folder, its dependencies, value files and file parameters, and writes the command. */
export function surveyChart(survey: Survey, chart: string, request: RenderRequest): PlannedRun {
  // A chart at the root would otherwise find the generated values among its own files.
  const place = (path: string): string => (chart === "" ? joinPath("repository", path) : path);
  const { helm } = request.source;
  refuseBuildVariables(survey, helm);
  if (locate(survey, joinPath(chart, "Chart.yaml")) !== "file") {
    refuse(survey, "PATH_NOT_FOUND", `Cannot render ${chart || "."}: it has no Chart.yaml`);
  }
  addFolder(survey, chart, place(chart));
  surveyDependencies(survey, chart, place);
  const valueFiles = helm.valueFiles.flatMap((text) => addValueFile(survey, { chart, text }, helm));
  const setFiles = helm.fileParameters.map(({ name, path }) => ({
    name,
    path: addNamedFile(survey, { chart, text: path, field: "fileParameters" }) ?? "",
  }));
  const generated = toGenerated(helm);
  for (const path of [...valueFiles, ...setFiles.map((file) => file.path)]) addPlaced(survey, path, place);
  const values = [...valueFiles.map(place), ...generated.map((file) => file.path)];
  const files = setFiles.map(({ name, path }) => ({ name, path: place(path) }));
  return {
    directory: "",
    args: toHelmArguments({ chart: place(chart), values, setFiles: files }, request),
    generated,
  };
}

// A file of the chart is there already.
function addPlaced(survey: Survey, path: string, place: (path: string) => string): void {
  if (path !== "" && !survey.inputs.has(place(path))) addFile(survey, path, place(path));
}

// valuesObject wins over values; it is not merged with it (Argo CD's ApplicationSourceHelm.ValuesYAML).
function toGenerated(helm: HelmOptions): readonly RepositoryFile[] {
  const content = helm.valuesObject === undefined ? helm.values : formatJson(helm.valuesObject);
  return content === "" ? [] : [{ path: valuesFile, content }];
}

function addValueFile(
  survey: Survey,
  file: { chart: string; text: string },
  helm: HelmOptions,
): readonly string[] {
  const optional = helm.ignoreMissingValueFiles;
  const path = addNamedFile(survey, { ...file, field: "valueFiles", optional });
  return path === undefined ? [] : [path];
}

type NamedFile = {
  readonly chart: string;
  readonly text: string;
  readonly field: string;
  readonly optional?: boolean;
};

/** Finds a file that the source names; refused unless it is one, undefined if it need not be there and is not. */
function addNamedFile(survey: Survey, file: NamedFile): string | undefined {
  const field = `spec.source.helm.${file.field} "${file.text}"`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file.text)) {
    refuse(
      survey,
      "UNSUPPORTED",
      `Cannot use ${field.replace(/\/\/[^/@]*@/, "//")}: nothing is fetched from elsewhere`,
    );
    return undefined;
  }
  if (file.text.startsWith("$")) {
    refuse(survey, "UNSUPPORTED", `Cannot use ${field}: values from another source are not supported`);
    return undefined;
  }
  const path = resolvePath(survey, field, { base: file.chart, text: file.text });
  if (path === undefined) return undefined;
  const place = locate(survey, path);
  if (place === "file") return path;
  if (place === "submodule") refuseSubmodule(survey, path);
  else refuseMissing(survey, { ...file, field, path });
  return undefined;
}

function refuseMissing(survey: Survey, file: NamedFile & { readonly path: string }): void {
  if (/[*?[{]/.test(file.text)) {
    refuse(survey, "UNSUPPORTED", `Cannot use ${file.field}: patterns are not supported, name each file`);
  } else if (!file.optional) {
    refuse(
      survey,
      "PATH_NOT_FOUND",
      `Cannot use ${file.field}: the repository has no file ${file.path || "."}`,
    );
  }
}

const buildVariable = /\$\{?(ARGOCD_(APP|ENV)_\w+|KUBE_(API_)?VERSIONS?)\b/;

// Argo CD replaces these in parameters and paths; passing them on as text would be a silent difference.
function refuseBuildVariables(survey: Survey, helm: HelmOptions): void {
  const texts = [
    ...helm.valueFiles,
    ...helm.parameters.map((parameter) => parameter.value),
    ...helm.fileParameters.map((parameter) => parameter.path),
  ];
  for (const text of texts) {
    const name = buildVariable.exec(text)?.[0];
    if (name === undefined) continue;
    refuse(
      survey,
      "UNSUPPORTED",
      `Cannot use "${name}" in spec.source.helm: build variables are not supported`,
    );
  }
}
