/* A sandbox on a folder (the argument) that creates ConfigMaps as fast as it can and prints the name of each that was answered. */
import { startSandbox } from "../../../src/sandbox/sandbox.ts";

const { url } = await startSandbox({ folder: process.argv[2] ?? "" });
for (let index = 0; index < 100_000; index += 1) {
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `map-${index}` },
    data: { text: "x".repeat(2_000) },
  });
  const headers = { "content-type": "application/json" };
  const path = `${url}/api/v1/namespaces/default/configmaps`;
  const answer = await fetch(path, { method: "POST", headers, body });
  const { metadata }: { metadata: { resourceVersion: string } } = JSON.parse(await answer.text());
  process.stdout.write(`map-${index} ${metadata.resourceVersion}\n`);
}
