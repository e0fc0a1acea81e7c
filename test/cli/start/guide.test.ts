import { describe, expect, test } from "vitest";
import { formatGuide, type Guide, quote } from "../../../src/cli/start/guide.ts";

const guide: Guide = {
  apiUrl: "http://127.0.0.1:3000",
  clusterUrl: "http://127.0.0.1:3003",
  repoUrl: "http://127.0.0.1:3001/examples.git",
  kubectlFlags: [],
  paths: {
    kubeconfig: ".outrigger/kubeconfig",
    token: ".outrigger/api.token",
    log: ".outrigger/offline.log",
  },
};

const linesOf = (text: string) => text.split("\n").filter((line) => line.startsWith("   "));

describe("the guide", () => {
  test("says where everything is, and where the token is kept", () => {
    const text = formatGuide(guide);
    for (const part of [
      "http://127.0.0.1:3000/api/v1/applications",
      "token: .outrigger/api.token",
      "http://127.0.0.1:3001/examples.git",
      "http://127.0.0.1:3003",
      "kubeconfig: .outrigger/kubeconfig",
    ])
      expect(text).toContain(part);
  });

  test("has three things to try, one line each", () => {
    const lines = linesOf(formatGuide(guide));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe("   npx outrigger kubectl -n guestbook scale deployment guestbook --replicas=5");
    expect(lines[1]).toMatch(/^ {3}\(d=\$\(mktemp -d\) && git clone .* && git push -q\)$/);
    expect(lines[2]).toContain('"Authorization: Bearer $(cat .outrigger/api.token)"');
  });

  test("names the kubeconfig where kubectl would not find it", () => {
    const flags = ["--kubeconfig=my folder/config", "--context=kind-kind"];
    expect(linesOf(formatGuide({ ...guide, kubectlFlags: flags }))[0]).toContain(
      "kubectl '--kubeconfig=my folder/config' --context=kind-kind -n guestbook",
    );
  });

  test("of a person's own applications speaks of no examples", () => {
    const text = formatGuide({ ...guide, repoUrl: undefined });
    expect(text).not.toContain("guestbook");
    expect(text).not.toContain("git clone");
    expect(linesOf(text)).toHaveLength(2);
  });
});

test.each([
  ["plain/path.yaml", "plain/path.yaml"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ["$HOME", "'$HOME'"],
])("a shell reads %s as one word", (word, quoted) => expect(quote(word)).toBe(quoted));
