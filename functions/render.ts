import { join } from "node:path";
import middy from "@middy/core";
import { renderEvent } from "../src/adapters/lambda/render-request.ts";
import { createTools } from "../src/adapters/tools/tools.ts";
import type { Tools } from "../src/ports/tools.ts";
import { log } from "./middleware/log.ts";

/** Makes the function that holds the tools and nothing else: no rights, no secrets, no network. */
export function createRender(tools: Tools) {
  return middy()
    .use(log({ function: "render" }))
    .handler(async (event: unknown) => await renderEvent(event, tools));
}

// The layer is unpacked below /opt; PATH ends there too, for other layers.
const layer = ["/opt/kubectl", "/opt/helm"];

/** Runs helm or kustomize on the files of its event. */
export const handler = createRender(
  createTools({
    folder: process.env["OUTRIGGER_TOOLS"] ?? join("/tmp", "outrigger", "tools"),
    useBundle: false,
    path: [...layer, process.env["PATH"] ?? ""].join(":"),
  }),
);
