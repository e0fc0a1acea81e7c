import { formatColumns } from "../columns.ts";

/** What people can use of a start. */
export type Guide = {
  readonly apiUrl: string;
  readonly clusterUrl: string;
  /** URL of the examples' repository; undefined: the applications are a person's own. */
  readonly repoUrl: string | undefined;
  /** Flags that lead kubectl to the cluster; empty where it finds it by itself. */
  readonly kubectlFlags: readonly string[];
  /** Paths as people paste them. */
  readonly paths: { readonly kubeconfig: string; readonly token: string; readonly log: string };
};

/** Gives where everything is, and what to try: each a line to paste. */
export function formatGuide(guide: Guide): string {
  const tries = toTries(guide).map(({ what, line }, index) => `${index + 1}. ${what}:\n   ${line}\n`);
  return [
    formatPlaces(guide),
    "\nTry in another terminal, from this folder:\n\n",
    ...tries,
    "\nCtrl-C ends all of it; the next start goes on from there.\n\n",
  ].join("");
}

function formatPlaces({ apiUrl, clusterUrl, repoUrl, paths }: Guide): string {
  return formatColumns([
    ["API", `${apiUrl}/api/v1/applications`, `token: ${paths.token}`],
    ...(repoUrl === undefined ? [] : [["Git", repoUrl, "to clone and to push"]]),
    ["cluster", clusterUrl, `kubeconfig: ${paths.kubeconfig}`],
    ["functions", "serverless-offline", `log: ${paths.log}`],
  ]);
}

type Try = { readonly what: string; readonly line: string };

function toTries(guide: Guide): readonly Try[] {
  const { repoUrl } = guide;
  const kubectl = ["npx outrigger kubectl", ...guide.kubectlFlags.map(quote)].join(" ");
  const list: Try = { what: "Call the API", line: toCurl(guide, repoUrl === undefined ? "" : "/guestbook") };
  if (repoUrl === undefined) return [{ what: "Look at the cluster", line: `${kubectl} get pods -A` }, list];
  return [
    {
      what: "Change an object by hand, and watch it heal",
      line: `${kubectl} -n guestbook scale deployment guestbook --replicas=5`,
    },
    { what: "Push a commit, and watch it roll out", line: toPush(repoUrl) },
    list,
  ];
}

/** Every time another title: the line may be pasted again. */
function toPush(repoUrl: string): string {
  const steps = [
    "d=$(mktemp -d)",
    `git clone -q ${repoUrl} "$d"`,
    'cd "$d"',
    'sed -i.bak "s/title: .*/title: Guestbook of $(date +%H.%M.%S)/" guestbook/config.yaml',
    "git -c user.name=me -c user.email=me@example.org commit -qam 'Change the title'",
    "git push -q",
  ];
  return `(${steps.join(" && ")})`;
}

function toCurl({ apiUrl, paths }: Guide, path: string): string {
  return `curl -s -H "Authorization: Bearer $(cat ${quote(paths.token)})" ${apiUrl}/api/v1/applications${path}`;
}

/** Quotes a word for a shell where it needs that. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
