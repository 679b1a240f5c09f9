import { messageOf } from "#kernel";
import { type DailyJobs, ingestLabels } from "#pipelines";
import { compactTable } from "#relation";
import { runJobWith } from "../jobs/drive-job.js";
import { engineOf } from "../jobs/engine.js";
import type { Project } from "../project/open-project.js";

/** Days between two looks at how many files tables have. */
const tidyEveryDays = 30;
/** Files of a table from which on it is worth to make one of them. */
const manyFiles = 24;

/** Makes one file of each table's many, so that reading a table costs the same however old the project is. */
async function compactTables({ ports }: Project, day: number): Promise<void> {
  for (const table of await ports.tables.tables()) {
    const { files } = await ports.tables.snapshot(table);
    if (files.length < manyFiles) continue;
    await compactTable(table, { tables: ports.tables, engine: await ports.engine() }, `compact:day-${day}`);
  }
}

/** Whether monitoring called for an evaluation run that has not ended; without monitoring the age of the model may. */
function isRetrainingDue({ ports }: Project, hasMonitoring: boolean): boolean {
  const newest = ports.decisions.list({ fired: true, limit: 5 });
  return !hasMonitoring || newest.some(({ result }) => result === null);
}

/** The loop's jobs as a simulated day ends with them: the same code that schedules run. */
export function dailyJobsOf(project: Project): DailyJobs {
  const engine = engineOf(project);
  const hasMonitoring = Object.hasOwn(engine.jobs, "monitoring");
  const run = async (job: string, day: number): Promise<void> => {
    try {
      // A day that was cut short after its jobs begins again: a second round would find the new champion a day early.
      await runJobWith(engine, project, { job, parameters: {}, inputs: { day }, isOnce: true });
    } catch (error) {
      // The run's own record tells of it, and the next day tries again, as it does in production.
      project.ports.progress.start(job).finish(`day ${day}: ${messageOf(error)}`);
    }
  };
  return {
    takeOutcomes: async (operation, events) => {
      const facts = events.map((event) => ({ ...event, predictionId: null, source: "simulation" }));
      await ingestLabels({ operation, source: "simulation", facts }, project.settings, project.ports);
    },
    runDue: async (day) => {
      if (hasMonitoring) await run("monitoring", day);
      if (isRetrainingDue(project, hasMonitoring)) await run("retraining", day);
      if (day % tidyEveryDays === 0) await compactTables(project, day);
    },
  };
}
