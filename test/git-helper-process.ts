import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GitCommand } from "./git-helper.ts";

// Runs git for the process that started it: a request is a line of JSON and what git is given to read, an answer what git wrote.

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const end = body.indexOf("\n");
  const { args, env, cwd }: GitCommand = JSON.parse(body.toString("utf8", 0, end));
  const git = spawn("git", [...args], { env, ...(cwd === undefined ? {} : { cwd }) });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  git.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  git.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  git.stdin.on("error", () => undefined); // it need not read what it is given
  git.stdin.end(body.subarray(end + 1));
  git.on("error", (error) => errors.push(Buffer.from(String(error))));
  git.on("close", (code) => {
    const text = Buffer.concat(errors).toString("utf8").slice(-2_000);
    response.writeHead(200, { "x-code": String(code ?? 1), "x-stderr": encodeURIComponent(text) });
    response.end(Buffer.concat(output));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// Whoever started it has ended.
process.stdin.on("end", () => process.exit()).resume();
