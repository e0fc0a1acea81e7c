import { createHash } from "node:crypto";
import { ReconcileError } from "../errors.ts";
import { limits } from "../limits.ts";
import { refuse, refuseLink, refuseSubmodule } from "./refusals.ts";
import { joinPath, locate, readFile, readFolder, type Survey } from "./survey.ts";
import type { RepositoryFile } from "./tool-run.ts";

/** Takes a file among the inputs; `as` is where the tool shall find it. */
export function addFile(survey: Survey, path: string, as?: string): void {
  const entry = survey.entries.get(path);
  const oid = entry?.type === "file" ? entry.oid : hashOf(readFile(survey, path));
  survey.inputs.set(as ?? path, { path, oid, ...(as === undefined || as === path ? {} : { as }) });
  if (survey.inputs.size > limits.filesPerApplicationMax) throw tooManyFiles();
}

function hashOf(file: RepositoryFile | undefined): string {
  return createHash("sha256")
    .update(file?.content ?? "")
    .digest("hex");
}

function tooManyFiles(): ReconcileError {
  const message = `Cannot render: the application reads more than ${limits.filesPerApplicationMax} files; narrow spec.source.path`;
  return new ReconcileError("LIMIT_EXCEEDED", message);
}

/** Takes everything below a folder, symbolic links followed, as if it were at `as`. */
export function addFolder(survey: Survey, path: string, as: string, depth = 0): void {
  if (depth > limits.symlinkHopsMax) {
    refuse(survey, "LIMIT_EXCEEDED", `Cannot read ${path}: symbolic links lead round in a circle`);
    return;
  }
  for (const entry of readFolder(survey, path) ?? []) {
    const to = joinPath(as, entry.path.slice(path === "" ? 0 : path.length + 1));
    if (entry.type === "file") addFile(survey, entry.path, to);
    if (entry.type === "submodule") refuseSubmodule(survey, entry.path);
    if (entry.type === "link") addLinked(survey, { path: entry.path, as: to }, depth);
  }
}

function addLinked(survey: Survey, link: { path: string; as: string }, depth: number): void {
  const place = locate(survey, link.path);
  if (place === "folder") addFolder(survey, link.path, link.as, depth + 1);
  else if (place === "file") addFile(survey, link.path, link.as);
  else refuseLink(survey, link.path);
}
