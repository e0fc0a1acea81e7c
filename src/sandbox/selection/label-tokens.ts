/** One piece of a label selector; the end of the text is an empty one. */
export type LabelToken = { readonly kind: "end" | "identifier" | "symbol" | "wrong"; readonly text: string };

const symbols: ReadonlySet<string> = new Set(["!", "=", "==", "!=", "(", ")", ",", ">", "<"]);
const isSymbolCharacter = /[=!(),><]/;
const isSpace = /[ \t\r\n]/;

/** Splits a label selector. */
export function toLabelTokens(text: string): readonly LabelToken[] {
  const tokens: LabelToken[] = [];
  let place = 0;
  while (place < text.length) {
    if (isSpace.test(text.charAt(place))) {
      place += 1;
      continue;
    }
    const token = isSymbolCharacter.test(text.charAt(place))
      ? symbolAt(text, place)
      : identifierAt(text, place);
    tokens.push(token);
    place += token.text.length;
  }
  return tokens;
}

/** The longest symbol that is one. */
function symbolAt(text: string, place: number): LabelToken {
  const two = text.slice(place, place + 2);
  return { kind: "symbol", text: symbols.has(two) ? two : text.charAt(place) };
}

function identifierAt(text: string, place: number): LabelToken {
  const length = text.slice(place).search(/[ \t\r\n=!(),><]/);
  return { kind: "identifier", text: length === -1 ? text.slice(place) : text.slice(place, place + length) };
}
