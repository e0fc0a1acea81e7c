import { messageOf } from "../errors.ts";
import { isObject, type Json, type JsonObject } from "../kube/json.ts";
import { parseKubernetesYaml } from "./kubernetes-yaml.ts";
import { refuse, resolvePath } from "./refusals.ts";
import { joinPath, locate, readFile, type Survey } from "./survey.ts";
import { addFolder } from "./survey-inputs.ts";

type Dependency = { readonly name: string; readonly repository: string };

/**
 * Checks that every dependency of a chart is there: vendored in `charts/`, packed or not, or a `file://` folder of the repository, which
 * is then put into `charts/` for the run as `helm dependency build` would. Nothing is downloaded.
 */
export function surveyDependencies(survey: Survey, chart: string, place: (path: string) => string): void {
  const files = [joinPath(chart, "Chart.yaml"), joinPath(chart, "requirements.yaml")];
  for (const file of files.filter((path) => locate(survey, path) === "file")) {
    for (const dependency of readDependencies(survey, file)) {
      if (!isVendored(survey, chart, dependency.name))
        addDependency(survey, { chart, file, place }, dependency);
    }
  }
}

function readDependencies(survey: Survey, file: string): readonly Dependency[] {
  const value = readYaml(survey, file);
  const list = isObject(value) ? value["dependencies"] : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((item: JsonObject) => ({
    name: String(item["name"] ?? ""),
    repository: String(item["repository"] ?? ""),
  }));
}

function readYaml(survey: Survey, file: string): Json {
  try {
    return parseKubernetesYaml(readFile(survey, file)?.content ?? "");
  } catch (error) {
    refuse(survey, "MANIFEST_INVALID", `${file}: cannot parse YAML: ${messageOf(error)}`);
    return null;
  }
}

function isVendored(survey: Survey, chart: string, name: string): boolean {
  const charts = joinPath(chart, "charts");
  if (locate(survey, joinPath(charts, name)) === "folder") return true;
  const packed = joinPath(charts, `${name}-`);
  const paths = [...survey.entries.keys()].filter((path) => path.startsWith(`${charts}/`));
  if (paths.some((path) => path.startsWith(packed) && /\.(tgz|tar\.gz)$/.test(path))) return true;
  // The folder may have another name than the chart in it.
  const charted = paths.filter(
    (path) => path.endsWith("/Chart.yaml") && path.split("/").length === charts.split("/").length + 2,
  );
  return charted.some((path) => {
    const value = readYaml(survey, path);
    return isObject(value) && value["name"] === name;
  });
}

type Origin = { readonly chart: string; readonly file: string; readonly place: (path: string) => string };

function addDependency(survey: Survey, origin: Origin, dependency: Dependency): void {
  const { chart, file, place } = origin;
  const { name } = dependency;
  const local = /^file:\/\/(.*)$/.exec(dependency.repository)?.[1];
  const path = local === undefined ? undefined : resolvePath(survey, file, { base: chart, text: local });
  if (path !== undefined && locate(survey, path) === "folder" && /^[\w.-]+$/.test(name)) {
    addFolder(survey, path, place(joinPath(chart, `charts/${name}`)));
    return;
  }
  const from = dependency.repository.replace(/\/\/[^/@]*@/, "//"); // a URL may hold a password
  const what = `Cannot render ${chart || "."}: ${file} needs the chart ${name} of ${from || "no repository"}`;
  const advice = "run `helm dependency build` and commit the charts folder";
  refuse(survey, "UNSUPPORTED", `${what}, which is not in charts/ and is not downloaded; ${advice}`);
}
