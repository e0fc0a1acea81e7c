import picomatch from "picomatch";

/** Makes a matcher of one glob; "*" matches everything, the empty text too. */
export function toMatcher(glob: string): (text: string) => boolean {
  if (glob === "*") return () => true;
  if (!/[*?[{\\]/.test(glob)) return (text) => text === glob;
  const matches = picomatch(glob, { dot: true, nonegate: true });
  return (text) => matches(text);
}
