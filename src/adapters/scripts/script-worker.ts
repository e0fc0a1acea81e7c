import { parentPort, workerData } from "node:worker_threads";
import { serveScripts } from "./serve-scripts.ts";

// In a process of its own this file does nothing: it is the first file of a worker thread.
if (parentPort !== null) serveScripts(workerData);
