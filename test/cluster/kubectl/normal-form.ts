const escapeCharacter = String.fromCharCode(27);

/** What differs between two servers, or two runs on one, and means nothing: [pattern, what stands for it]. */
const rules: readonly (readonly [RegExp, string])[] = [
  // Over HTTP/1.1 kubectl may see its --timeout end the watch first and asks once more before it stops, of a real server as well
  // (DISABLE_HTTP2=1, a busy machine): client-go tools/cache/reflector.go.
  [
    /^E\d{4} [\d:.]+ +\d+ reflector\.go:\d+\] "Failed to watch" err="context deadline exceeded" .*(\n|$)/gm,
    "",
  ],
  [new RegExp(`${escapeCharacter}\\[[0-9;]*m`, "g"), ""],
  [/https?:\/\/127\.0\.0\.1:\d+/g, "SERVER"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| [+-]\d{4} UTC| [+-]\d{4})?/g, "TIME"],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, "TIME"],
  [/(resource ?version[\\"]*: *[\\"]*)\d+/gi, "$1VERSION"],
  [/\/tmp\/[\w./-]+/g, "FILE"],
  // Random parts of names have no vowels, no 0, 1 and 3: apimachinery pkg/util/rand.
  [
    /(?<=[\w]-)[bcdfghjklmnpqrstvwxz2456789]{6,10}(?![\w.])(-[bcdfghjklmnpqrstvwxz2456789]{5}(?!\w))?/g,
    "HASH",
  ],
  [/(?<=[\w]-)[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w.])/g, "RANDOM"],
  [/(pod-template-hash"?[=:] ?)"?[bcdfghjklmnpqrstvwxz2456789]+"?/g, "$1HASH"],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, "ADDRESS"],
  [/(?<=[\s(]|^)(<invalid>|\d+ms|(?:\d+[dhmsy]){1,2})(?=$|[\s)])/gm, "AGE"],
  [/(nodePort"?: |NodePort: .*|:)3[0-2]\d{3}\b/gi, "$1NODEPORT"],
];

/** Brings what kubectl printed to a form in which two servers can be compared: one line each, columns one blank apart. */
export function toNormalForm(
  text: string,
  own: { readonly namespace: string; readonly node: string },
): readonly string[] {
  const named = text.replaceAll(own.namespace, "SPACE").replaceAll(own.node, "NODE");
  const normal = rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), named);
  return normal.split("\n").map(toLine);
}

/** The width of a column follows its longest value: blanks within a line say nothing, those before it do. */
function toLine(line: string): string {
  const start = /^ */.exec(line)?.[0] ?? "";
  return start + line.trim().replace(/\s+/g, " ").replace(/-{3,}/g, "---");
}
