import { invalidInput, messageOf } from "#kernel";
import type { AttemptResult, Claim } from "#orchestration";
import type { FromWorker, ToWorker } from "./process-runner.js";

const aliveMs = 1000;

const say = (message: FromWorker): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });

/** The work that the starter of this process has for it. */
function receiveWork(): Promise<Claim> {
  return new Promise((resolve) => {
    process.once("message", (message: ToWorker) => resolve(message.claim));
  });
}

/**
 * Does one attempt in this process and tells the process that started it. Ends the process when its starter is gone: another
 * one has taken the task over, or will.
 * @param work does the attempt; its `log` goes to the starter
 * @throws InvalidInput `orchestration/no-starter` when nobody started this process as a worker
 */
export async function workForStarter(
  work: (claim: Claim, log: (line: string) => void) => Promise<AttemptResult>,
): Promise<void> {
  if (process.send === undefined) {
    throw invalidInput("orchestration/no-starter", "this verb is for `driftloop serve`, which starts it for each task");
  }
  process.once("disconnect", () => process.exit(1));
  // Ctrl-C and service managers signal all processes at once; the starter decides what becomes of the attempt.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  const claim = await receiveWork();
  const timer = setInterval(() => void say({ kind: "alive" }), aliveMs);
  const result = await work(claim, (line) => void say({ kind: "log", line })).catch(
    (error: unknown): AttemptResult => ({ kind: "failed", error: messageOf(error), retryable: true }),
  );
  clearInterval(timer);
  // An error object does not travel between processes; its text has been taken.
  await say({ kind: "ended", result: result.kind === "failed" ? { ...result, cause: undefined } : result });
  process.removeAllListeners("disconnect");
  process.disconnect();
}
