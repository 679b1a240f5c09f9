import { selectColumns } from "#features";
import { inferenceLogTable } from "#inference";
import {
  createProfileCollector,
  mergeProfiles,
  type ProfileCollector,
  sliceKeyOf,
  windowAt,
  windowLengthMs,
  type WindowProfile,
} from "#monitoring";
import { type Relation, tableChanges } from "#relation";
import type { ColumnBatch } from "#tabular";
import { rowContributions } from "../fitting/reference-profile.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { type WatchedVersion, watchedVersion } from "./version-reference.js";

/** Who reads the inference log here. */
export const windowReader = "windows";

/** What is new in the inference log, as profiles of the windows that it touches. */
export interface NewProfiles {
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly rows: number;
  /** Windows and slices with the new rows in them; the revision counts on where a window was known. */
  readonly profiles: readonly WindowProfile[];
}

function versionsIn(batch: ColumnBatch): readonly number[] {
  const place = batch.fields.findIndex(({ name }) => name === "model_version");
  return [...new Set(batch.columns[place] as Float64Array)];
}

function rowsOfVersion(batch: ColumnBatch, version: number): ColumnBatch {
  const place = batch.fields.findIndex(({ name }) => name === "model_version");
  const versions = batch.columns[place] as Float64Array;
  if (versions.every((value) => value === version)) return batch;
  const rows = [...versions.keys()].filter((row) => versions[row] === version);
  const columns = batch.columns.map((values) =>
    values instanceof Float64Array
      ? Float64Array.from(rows, (row) => values[row]!)
      : rows.map((row) => values[row] as string | null),
  );
  return { rowCount: rows.length, fields: batch.fields, columns };
}

function collectorOf(version: number, { reference }: WatchedVersion, settings: PipelineSettings): ProfileCollector {
  const length = windowLengthMs(settings.monitoring.granularity);
  const names = new Set(reference.columns.map(({ name }) => name));
  return createProfileCollector(reference, {
    modelVersion: version,
    windowOf: (epochMs) => windowAt(epochMs, length),
    slices: settings.monitoring.slices.filter((name) => names.has(name)),
  });
}

/** SHAP values of the rows; none when the log lacks one of the model's features. */
async function contributionsOf(
  batch: ColumnBatch,
  { model, scorer }: WatchedVersion,
): Promise<Readonly<Record<string, Float64Array>> | undefined> {
  const { plan } = model.document;
  const names = plan.features.map(({ definition }) => definition.name);
  const present = new Set(batch.fields.map(({ name }) => name));
  if (!names.every((name) => present.has(name))) return undefined;
  return (await rowContributions(plan, selectColumns(batch, names), scorer))?.contributions;
}

async function collect(
  relation: Relation,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<{ readonly rows: number; readonly collectors: readonly ProfileCollector[] }> {
  const collectors = new Map<number, ProfileCollector>();
  let rows = 0;
  for await (const batch of (await ports.engine()).stream(relation)) {
    rows += batch.rowCount;
    for (const version of versionsIn(batch)) {
      const watched = await watchedVersion(version, settings, ports);
      if (watched === null) continue;
      const collector = collectors.get(version) ?? collectorOf(version, watched, settings);
      collectors.set(version, collector);
      const part = rowsOfVersion(batch, version);
      collector.add(part, await contributionsOf(part, watched));
    }
  }
  return { rows, collectors: [...collectors.values()] };
}

/** The window as it is known, with the new rows in it. */
function withKnown(added: WindowProfile, { windows }: PipelinePorts): WindowProfile {
  const { modelVersion, windowStart, referenceId } = added;
  const known = windows
    .profiles({ modelVersion, from: windowStart, until: windowStart + 1 })
    .find(({ slice }) => sliceKeyOf(slice) === sliceKeyOf(added.slice));
  if (known === undefined || known.referenceId !== referenceId) return added;
  return { ...mergeProfiles(known, added), revision: known.revision + 1 };
}

/** Reads what the inference log has got since the last look, and nothing else. */
export async function profileNewRows(settings: PipelineSettings, ports: PipelinePorts): Promise<NewProfiles> {
  const fromVersion = ports.windows.position(windowReader);
  const { toVersion, added } = await tableChanges(ports.tables, inferenceLogTable, fromVersion);
  if (added.length === 0) return { fromVersion, toVersion, rows: 0, profiles: [] };
  const { fields } = await ports.tables.snapshot(inferenceLogTable, { version: toVersion });
  const relation: Relation = { kind: "parquet", paths: added.map(({ path }) => path), fields };
  const { rows, collectors } = await collect(relation, settings, ports);
  const profiles = collectors.flatMap((collector) => collector.profiles()).map((profile) => withKnown(profile, ports));
  return { fromVersion, toVersion, rows, profiles };
}
