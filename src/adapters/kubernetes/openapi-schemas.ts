import { isObject, type JsonObject, readField } from "../../kube/json.ts";
import type { Schemas } from "../../ports/cluster.ts";
import type { ApiServer } from "./api-server.ts";
import { readJson } from "./discovery.ts";
import { parseAnswer } from "./status.ts";

const indexPath = "/openapi/v3";

/** The port Schemas over one API server: documents are read when asked for, and kept until the next run. */
export class OpenApiSchemas implements Schemas {
  readonly #api: ApiServer;
  #index: Promise<JsonObject | undefined> | undefined;
  #documents = new Map<string, Promise<JsonObject | undefined>>();

  constructor(api: ApiServer) {
    this.#api = api;
  }

  /** Asks again what is published: a CRD may have come or changed. Documents are named by their hash, so they stay. */
  startRun(): void {
    this.#index = undefined;
  }

  async read(apiVersion: string): Promise<JsonObject | undefined> {
    const url = (await this.#find(apiVersion)) ?? (await this.#findAgain(apiVersion));
    if (url === undefined) return undefined;
    const present = this.#documents.get(url);
    if (present !== undefined) return present;
    const asked = readJson(this.#api, url);
    this.#documents.set(url, asked);
    asked.catch(() => this.#documents.delete(url));
    return asked;
  }

  /** A kind whose CRD was applied in this run is in no index that is older. */
  #findAgain(apiVersion: string): Promise<string | undefined> {
    this.#index = undefined;
    return this.#find(apiVersion);
  }

  async #find(apiVersion: string): Promise<string | undefined> {
    const asked = this.#index ?? readIndex(this.#api);
    this.#index = asked;
    asked.catch(() => {
      if (this.#index === asked) this.#index = undefined;
    });
    const path = apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
    const url = readField(await asked, "paths", path, "serverRelativeURL");
    return typeof url === "string" && url.startsWith("/") ? url : undefined;
  }
}

/** undefined: the server publishes no OpenAPI v3. */
async function readIndex(api: ApiServer): Promise<JsonObject | undefined> {
  const answer = await api.send({ method: "GET", path: indexPath });
  if (answer.status === 404) return undefined;
  const body = parseAnswer(answer, { action: "read", subject: indexPath, kind: "" });
  return isObject(body) ? body : undefined;
}
