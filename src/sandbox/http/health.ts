import { type Answer, textAnswer } from "./answer.ts";

// The checks that have something to do with what the sandbox is; a real server lists forty start hooks.
const checks = ["ping", "log", "etcd"];
const readyChecks = [...checks, "etcd-readiness", "informer-sync", "shutdown"];
const checksByRoot: Readonly<Record<string, readonly string[]>> = {
  "/healthz": checks,
  "/livez": checks,
  "/readyz": readyChecks,
};

/** Every path that answerHealth answers. */
export const healthPaths: readonly string[] = Object.entries(checksByRoot).flatMap(([root, names]) => [
  root,
  ...names.map((name) => `${root}/${name}`),
]);

/** Answers /healthz, /livez and /readyz, each check alone, or all line by line for `?verbose`; undefined: another path. */
export function answerHealth(path: string, query: URLSearchParams): Answer | undefined {
  const names = checksByRoot[path];
  if (names === undefined) return healthPaths.includes(path) ? textAnswer(200, "ok") : undefined;
  if (!query.has("verbose")) return textAnswer(200, "ok");
  const left = new Set(query.getAll("exclude"));
  const lines = names.map((name) => (left.has(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  return textAnswer(200, `${lines.join("\n")}\n${path.slice(1)} check passed\n`);
}
