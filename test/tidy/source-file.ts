import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { type ParseResult, parse } from "@babel/parser";
import type { File, Node } from "@babel/types";

export type ImportedModule = { readonly from: string; readonly typesOnly: boolean; readonly line: number };
export type FunctionSize = { readonly line: number; readonly lines: number; readonly parameters: number };

/** One TypeScript file with the facts that the house rules speak of. Paths are relative to the repository. */
export type SourceFile = {
  readonly path: string;
  /** First folder below src/, or functions (adapters, cli, sandbox, ui, api: two folders), or the file itself directly in src/. */
  readonly room: string;
  readonly lines: number;
  readonly codeLines: number;
  readonly imports: readonly ImportedModule[];
  readonly functions: readonly FunctionSize[];
  readonly exports: readonly string[];
  /** Lines of `await`, of ambient time, randomness and environment. */
  readonly impure: readonly string[];
  readonly anyCount: number;
  readonly asCount: number;
  readonly undocumentedExports: readonly string[];
  /** Nothing but types: there is nothing to run. */
  readonly typesOnly: boolean;
};

/** Reads every TypeScript file below a folder. */
export function readSourceFiles(folder: string): readonly SourceFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
    .sort()
    .map((path) => toSourceFile(join(folder, path)));
}

function toSourceFile(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const tree: ParseResult<File> = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const nodes = [...walk(tree.program)];
  const body = tree.program.body;
  return {
    path,
    room: toRoom(path),
    lines: text.trimEnd().split("\n").length,
    codeLines: text.split("\n").filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*)/.test(line)).length,
    imports: nodes.flatMap((node) => toImport(node, path)),
    functions: nodes.flatMap(toFunctionSize),
    exports: body.flatMap(toExportNames),
    impure: nodes.flatMap(toImpurity),
    anyCount: nodes.filter((node) => node.type === "TSAnyKeyword").length,
    asCount: nodes.filter(isCast).length,
    undocumentedExports: body.filter(isUndocumented).flatMap(toExportNames),
    typesOnly: body.every(isTypeStatement),
  };
}

const nested = new Set(["adapters", "cli", "api", "ui", "sandbox"]);

function toRoom(path: string): string {
  const [top = "", first = "", second = ""] = path.split("/");
  if (top === "functions") return first.endsWith(".ts") ? top : `${top}/${first}`;
  return nested.has(first) && !second.endsWith(".ts") ? `${first}/${second}` : first;
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const [field, value] of Object.entries(node)) {
    if (field === "loc" || field.endsWith("Comments")) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function toImport(node: Node, path: string): ImportedModule[] {
  if (node.type === "ImportDeclaration") {
    const typesOnly =
      node.importKind === "type" ||
      (node.specifiers.length > 0 &&
        node.specifiers.every((each) => each.type === "ImportSpecifier" && each.importKind === "type"));
    return [{ from: toTarget(node.source.value, path), typesOnly, line: lineOf(node) }];
  }
  if (node.type === "ExportNamedDeclaration" && node.source) {
    return [
      { from: toTarget(node.source.value, path), typesOnly: node.exportKind === "type", line: lineOf(node) },
    ];
  }
  if (node.type === "ImportExpression" && node.source.type === "StringLiteral") {
    return [{ from: toTarget(node.source.value, path), typesOnly: false, line: lineOf(node) }];
  }
  return [];
}

function toTarget(specifier: string, path: string): string {
  return specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : specifier;
}

function toFunctionSize(node: Node): FunctionSize[] {
  const isFunction =
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "ClassMethod" ||
    node.type === "ClassPrivateMethod";
  if (!isFunction || !node.loc) return [];
  const lines = node.loc.end.line - node.loc.start.line + 1;
  return [{ line: node.loc.start.line, lines, parameters: node.params.length }];
}

function toExportNames(node: Node): string[] {
  if (node.type !== "ExportNamedDeclaration") return [];
  const named = node.specifiers.flatMap((each) =>
    each.exported.type === "Identifier" ? [each.exported.name] : [],
  );
  const declared = node.declaration;
  if (!declared) return named;
  if (declared.type === "VariableDeclaration") {
    return declared.declarations.flatMap((each) => (each.id.type === "Identifier" ? [each.id.name] : []));
  }
  return "id" in declared && declared.id?.type === "Identifier" ? [declared.id.name] : named;
}

/** Types explain themselves by their fields; functions, classes and tables say what the caller gets. */
function isUndocumented(node: Node): boolean {
  if (node.type !== "ExportNamedDeclaration" || !node.declaration) return false;
  if (node.declaration.type === "TSTypeAliasDeclaration") return false;
  return !node.leadingComments?.some((comment) => comment.value.startsWith("*"));
}

const ambient: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  process: ["env", "hrtime", "cwd"],
  performance: ["now"],
  crypto: ["randomUUID", "randomBytes", "getRandomValues"],
};

function toImpurity(node: Node): string[] {
  if (node.type === "AwaitExpression") return [`line ${lineOf(node)}: await`];
  if (node.type === "NewExpression" && node.callee.type === "Identifier" && node.callee.name === "Date") {
    return node.arguments.length === 0 ? [`line ${lineOf(node)}: new Date()`] : [];
  }
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return [];
  if (node.property.type !== "Identifier") return [];
  const name = node.property.name;
  return ambient[node.object.name]?.includes(name)
    ? [`line ${lineOf(node)}: ${node.object.name}.${name}`]
    : [];
}

function isCast(node: Node): boolean {
  if (node.type !== "TSAsExpression") return false;
  const type = node.typeAnnotation;
  const isConst =
    type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "const";
  return !isConst;
}

function isTypeStatement(node: Node): boolean {
  if (node.type === "ImportDeclaration") return true;
  if (node.type === "TSTypeAliasDeclaration" || node.type === "TSInterfaceDeclaration") return true;
  if (node.type !== "ExportNamedDeclaration") return false;
  return node.exportKind === "type" || (node.declaration != null && isTypeStatement(node.declaration));
}

function lineOf(node: Node): number {
  return node.loc?.start.line ?? 0;
}
