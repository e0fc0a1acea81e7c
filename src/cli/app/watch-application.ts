import { setTimeout as sleep } from "node:timers/promises";
import type { ApplicationName } from "../../application/application.ts";
import { ReconcileError } from "../../errors.ts";
import { type JsonObject, readField } from "../../kube/json.ts";
import { showAppName } from "./app-name.ts";
import { type AppRun, askApi, findApplication, toAppRequest } from "./ask-client.ts";

/** What a wait came to: `app` is undefined where the application is gone. */
export type Watched = { readonly app: JsonObject | undefined; readonly timedOut: boolean };

/** `isOver`: there is nothing to wait for any more. `timeoutMs` 0: wait without end. */
export type WatchOptions = {
  readonly isOver: (app: JsonObject | undefined) => boolean;
  readonly onLook?: (app: JsonObject | undefined) => void;
  readonly timeoutMs: number;
};

/** Looks at an application again and again, and lets its work go on in between, until there is nothing to wait for. */
export async function watchApplication(
  run: AppRun,
  name: ApplicationName,
  { isOver, onLook = () => undefined, timeoutMs }: WatchOptions,
): Promise<Watched> {
  const endAt = timeoutMs === 0 ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  for (let pauseMs = 0; ; ) {
    const app = await findApplication(run, name);
    onLook(app);
    if (isOver(app)) return { app, timedOut: false };
    if (Date.now() >= endAt) return { app, timedOut: true };
    await sleep(Math.min(pauseMs, Math.max(endAt - Date.now(), 0)));
    pauseMs = await run.client.advance(name);
  }
}

/** Asks for a new look and waits until somebody has looked; `isHard`: manifests are rendered again, too. */
export async function refreshAndWait(
  run: AppRun,
  name: ApplicationName,
  { isHard, timeoutMs }: { readonly isHard: boolean; readonly timeoutMs: number },
): Promise<JsonObject> {
  const { path, query } = toAppRequest(name);
  await askApi(run, { method: "GET", path, query: { ...query, refresh: isHard ? "hard" : "normal" } });
  const isOver = (app: JsonObject | undefined) => readField(app, "status", "refreshing") !== true;
  const { app, timedOut } = await watchApplication(run, name, { isOver, timeoutMs });
  if (app === undefined) throw new ReconcileError("NOT_FOUND", `Cannot find ${showAppName(name)}`);
  if (timedOut) run.context.streams.err.write(`warning: nobody has looked at ${showAppName(name)} yet\n`);
  return app;
}
