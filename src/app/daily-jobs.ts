import { messageOf } from "#kernel";
import { type DailyJobs, ingestLabels } from "#pipelines";
import { compactTable } from "#relation";
import { runJobWith } from "./jobs/drive-job.js";
import { engineOf } from "./jobs/engine.js";
import type { Project } from "./open-project.js";

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

/** Jobs that a day ends with, in this order. */
const nightly: readonly string[] = ["monitoring", "retraining"];

/** The loop's jobs as a simulated day ends with them: the same code that schedules run. */
export function dailyJobsOf(project: Project): DailyJobs {
  const engine = engineOf(project);
  const jobs = nightly.filter((job) => Object.hasOwn(engine.jobs, job));
  const run = async (job: string, day: number): Promise<void> => {
    try {
      await runJobWith(engine, project, { job, parameters: {}, inputs: { day } });
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
      for (const job of jobs) await run(job, day);
      if (day % tidyEveryDays === 0) await compactTables(project, day);
    },
  };
}
