/** Drives a study in its own process until it is done or killed. Arguments: database file, milliseconds per fold. */
import { createSqliteStudyStore, openMetadata } from "#adapters/sqlite";
import { createStudy, optimize } from "#tuning";
import { foldedObjective, killedStudyOptions, killedStudyTrials } from "./killed-study-options.js";

const [path, delay] = process.argv.slice(2) as [string, string];
const metadata = await openMetadata(path);
const clock = { now: (): number => Date.now() };
const study = createStudy(killedStudyOptions, { store: createSqliteStudyStore(metadata), clock });
await optimize(
  study,
  foldedObjective(Number(delay)),
  { trials: killedStudyTrials, parallelism: 3, onProgress: ({ finished }) => console.log(finished) },
  { clock },
);
metadata.close();
