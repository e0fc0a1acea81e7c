import { homedir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import type { Repository } from "../application/control-plane.ts";
import { parseEnvironmentCredential } from "../source/credentials.ts";

/** What is read of the environment, once, at the start. */
export type Environment = {
  /** Of this user. */
  readonly cacheFolder: string;
  /** As kubectl: $KUBECONFIG's list, else ~/.kube/config. */
  readonly kubeconfigPaths: readonly string[];
  readonly username: string;
  readonly toolPath: string;
  /** A terminal may be written in colors: https://no-color.org. */
  readonly color: boolean;
  /** OUTRIGGER_SERVER and OUTRIGGER_AUTH_TOKEN: an installation that is asked over its API; "": none. */
  readonly server: string;
  readonly authToken: string;
  /** OUTRIGGER_GIT_HOST with OUTRIGGER_GIT_USERNAME and _PASSWORD, _TOKEN or _BEARER_TOKEN. */
  readonly repositories: readonly Repository[];
};

/** Reads the environment of this process. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const credential = parseEnvironmentCredential(env);
  const home = env.HOME ?? homedir();
  const kubeconfig = (env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  return {
    cacheFolder: join(env.XDG_CACHE_HOME ?? join(home, ".cache"), "outrigger"),
    kubeconfigPaths: kubeconfig.length > 0 ? kubeconfig : [join(home, ".kube", "config")],
    username: userInfo().username,
    toolPath: env.PATH ?? "",
    color: (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb",
    server: env.OUTRIGGER_SERVER ?? "",
    authToken: env.OUTRIGGER_AUTH_TOKEN ?? "",
    repositories: credential === undefined ? [] : [credential],
  };
}
