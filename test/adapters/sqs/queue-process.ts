import { openLocalQueues } from "../../../src/local/queue-server.ts";

// The local queues in a process of their own, so that a test can kill it. One argument: the options as JSON.
const { doubled, ...options } = JSON.parse(process.argv[2] ?? "");
const { endpoint } = await openLocalQueues({
  ...options,
  duplicate: (message) => message.receives === 1 && message.body.includes(doubled),
});
process.stdout.write(`${endpoint}\n`);
process.stdin.resume(); // it lives until it is killed, or until its parent is gone
process.stdin.on("end", () => process.exit());
