// Loaded into a measured process before anything else; writes what the process cost when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const target = process.env.BENCH_PROCESS_COST;
if (isMainThread && target !== undefined) {
  delete process.env.BENCH_PROCESS_COST;
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(target, JSON.stringify({ maxRSS, userCPUTime, systemCPUTime }));
  });
}
