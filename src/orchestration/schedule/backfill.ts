import { invalidInput, sha256 } from "#kernel";
import type { EnginePorts } from "../engine/engine-ports.js";
import { jobNamed, type SubmittedRun, submitRun } from "../engine/runs.js";
import { momentsBetween } from "./calendar.js";

const mostRuns = 1000;
const daily = { cron: "0 0 * * *", timezone_id: "UTC" };

/**
 * Asks for one run for each moment of a job's calendar, or each day where it has none, in a range; a moment that was filled
 * before has its run already.
 * @param range epoch milliseconds, both ends included; `driver`: the process that will run the tasks itself
 * @throws NotFound `orchestration/unknown-job`; InvalidInput `orchestration/backfill-range`
 */
export function backfill(
  job: string,
  range: { readonly from: number; readonly to: number; readonly driver?: string },
  ports: EnginePorts,
): readonly SubmittedRun[] {
  const calendar = jobNamed(ports.jobs, job).schedule ?? daily;
  const moments = momentsBetween(calendar, range.from, range.to);
  if (moments.length === 0 || moments.length > mostRuns) {
    const found =
      moments.length === 0 ? "no start" : `${moments.length} starts; at most ${mostRuns} are filled at once`;
    throw invalidInput("orchestration/backfill-range", `the range holds ${found} of job "${job}"`, { job });
  }
  return ports.store.transaction(() =>
    moments.map((moment) => {
      const cause = { cron: calendar.cron, timezone: calendar.timezone_id };
      const idempotencyToken = sha256(JSON.stringify(["backfill", job, moment])).slice(0, 64);
      const trigger = { kind: "backfill", scheduledFor: moment, cause } as const;
      return submitRun({ job, idempotencyToken, trigger, driver: range.driver ?? null }, ports);
    }),
  );
}
