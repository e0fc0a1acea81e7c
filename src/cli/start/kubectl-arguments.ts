/** Puts the arguments of kubectl out of reach of this program's own flags. */
export function toArguments(argv: readonly string[]): readonly string[] {
  const [node = "", script = "", command, ...rest] = argv;
  return command === "kubectl" ? [node, script, command, "--", ...rest] : argv;
}
