import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { failureOf, type WorkerMessage, type WorkerReply } from "./pool/messages.js";
import { Workbench } from "./worker/workbench.js";

function runTask(bench: Workbench, message: WorkerMessage & { readonly kind: "run" }): WorkerReply {
  const { id, key, task, cancelFlag } = message;
  try {
    const result = bench.run(key, task, () => Atomics.load(cancelFlag, 0) !== 0);
    return result === undefined ? { id, status: "cancelled" } : { id, status: "done", result };
  } catch (error) {
    return { id, status: "failed", failure: failureOf(error) };
  }
}

function serve(port: MessagePort, bench: Workbench): void {
  const answer = (reply: WorkerReply): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a message port, not a window
    port.postMessage(reply);
  };
  port.on("message", (message: WorkerMessage) => {
    if (message.kind === "attach") bench.attach(message.key, message.resource);
    else if (message.kind === "run") answer(runTask(bench, message));
    else if (message.kind === "release") {
      bench.release(message.key);
      answer({ id: message.id, status: "done", result: true });
    } else {
      bench.releaseAll();
      port.close();
    }
  });
}

if (parentPort !== null) {
  serve(parentPort, new Workbench((workerData as { readonly libraryPath: string }).libraryPath));
}
