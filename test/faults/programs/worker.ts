// A worker process: does the attempt it is sent. `memory` takes all there is, `loop` never gives the processor back, `stop`
// stands still, `crash` ends without a word, `wait` waits for ever.
import { workForStarter } from "#adapters/process";
import { createInProcessRunner, type Operations } from "#orchestration";

const operations: Operations = {
  add: async ({ taskParameters, log }) => {
    log("adding");
    return { sum: Number(taskParameters["a"]) + Number(taskParameters["b"]) };
  },
  fail: async () => {
    throw new Error("no such column");
  },
  crash: async () => {
    process.stderr.write("something is very wrong\n");
    process.exit(7);
  },
  kill: async () => {
    process.kill(process.pid, "SIGKILL");
    return null;
  },
  stop: async () => {
    process.kill(process.pid, "SIGSTOP");
    return null;
  },
  loop: async () => {
    for (;;);
  },
  memory: async () => {
    const taken: unknown[] = [];
    for (;;) taken.push(new Array(100_000).fill(Math.random()));
  },
  wait: async () => new Promise(() => setInterval(() => {}, 1000)),
};

const runner = createInProcessRunner(operations);
await workForStarter((claim, log) =>
  runner.run(claim, { log, signal: new AbortController().signal, saveHandle: () => {} }),
);
