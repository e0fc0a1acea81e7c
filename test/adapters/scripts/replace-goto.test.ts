import { expect, test } from "vitest";
import { replaceGoto } from "../../../src/adapters/scripts/replace-goto.ts";

test.each([
  [
    "a label at the end of a for loop",
    "for i = 1, 2 do if i == 1 then goto continue end x = i ::continue:: end",
    "for i = 1, 2 do repeat if i == 1 then break end x = i until true end",
  ],
  [
    "a label at the end of a while loop",
    "while x do goto next ::next:: end",
    "while x do repeat break until true end",
  ],
  ["the word in a text or a comment", 'x = "goto a" -- goto b', 'x = "goto a" -- goto b'],
  [
    "a loop with a break of its own is left alone",
    "for i = 1, 2 do if x then break end goto c ::c:: end",
    "for i = 1, 2 do if x then break end goto c ::c:: end",
  ],
  ["a label elsewhere is left alone", "::top:: x = 1 goto top", "::top:: x = 1 goto top"],
])("%s", (_rule, script, want) => {
  expect(replaceGoto(script)).toBe(want);
});
