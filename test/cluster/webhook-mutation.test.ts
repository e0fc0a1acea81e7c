import { readFile } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readField } from "../../src/kube/json.ts";
import { type GitServer, startGitServer, type TestRepository } from "../git-server.ts";
import { requireObject } from "./cluster-objects.ts";
import { ask, requireOk } from "./cluster-requests.ts";
import { application } from "./declared-application.ts";
import { isSandbox } from "./is-sandbox.ts";
import { configMap, toYaml } from "./manifests.ts";
import { openWorkplace, type Workplace } from "./outrigger.ts";
import { verdictOf } from "./run-report.ts";
import { makeSpace } from "./spaces.ts";
import { followRequests, isWrite } from "./writes.ts";

const tls = new URL("../adapters/kubernetes/tls/", import.meta.url);
const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

// The sandbox has no admission webhooks.
describe.skipIf(isSandbox)("an admission webhook that changes what is applied", () => {
  let server: GitServer;
  let repository: TestRepository;
  let hook: https.Server;
  let namespace: string;
  let workplace: Workplace;

  beforeAll(async () => {
    server = await startGitServer();
    namespace = await makeSpace("mutated");
    hook = await startHook();
    await register(namespace, (hook.address() as AddressInfo).port);
    repository = await server.createRepository(namespace);
    await repository.commit({ "a.yaml": toYaml(configMap("a", { key: "lower" })) });
    workplace = await openWorkplace();
    await workplace.declare(application("app", { repoUrl: repository.url, namespace }));
  });

  afterAll(async () => {
    await ask({ method: "DELETE", path: `${configurations}/${namespace}` });
    hook.close();
    await server.close();
  });

  test("is no drift: what it makes of Git's value is what is compared", async () => {
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
    const object = await requireObject({ kind: "ConfigMap", namespace, name: "a" });
    expect(readField(object, "data", "key")).toBe("LOWER");
    const readRequests = await followRequests(namespace);
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
    expect((await readRequests()).filter(isWrite)).toEqual([]);
  });

  test("and a commit is still seen", async () => {
    await repository.commit({ "a.yaml": toYaml(configMap("a", { key: "other" })) });
    expect(verdictOf((await workplace.once()).of("app"))).toBe("Synced Healthy");
    const object = await requireObject({ kind: "ConfigMap", namespace, name: "a" });
    expect(readField(object, "data", "key")).toBe("OTHER");
  });
});

/** A webhook that writes data.key in capitals. */
async function startHook(): Promise<https.Server> {
  const [key, cert] = await Promise.all([
    readFile(new URL("server.key", tls)),
    readFile(new URL("server.crt", tls)),
  ]);
  const hook = https.createServer({ key, cert }, async (request, response) => {
    const { request: asked } = JSON.parse(Buffer.concat(await request.toArray()).toString("utf8"));
    const value = String(asked.object?.data?.key ?? "").toUpperCase();
    const patch = Buffer.from(JSON.stringify([{ op: "replace", path: "/data/key", value }])).toString(
      "base64",
    );
    const change = value === "" ? {} : { patchType: "JSONPatch", patch };
    const answer = { uid: asked.uid, allowed: true, ...change };
    const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(review));
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  return hook;
}

async function register(namespace: string, port: number): Promise<void> {
  const caBundle = (await readFile(new URL("ca.crt", tls))).toString("base64");
  const webhook = {
    name: "capitals.example.org",
    clientConfig: { url: `https://localhost:${port}/`, caBundle },
    rules: [
      { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"], operations: ["CREATE", "UPDATE"] },
    ],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    failurePolicy: "Fail",
  };
  const body = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: namespace },
    webhooks: [webhook],
  };
  const answer = await ask({ method: "POST", path: configurations, body });
  requireOk(answer.body, answer.status);
}
