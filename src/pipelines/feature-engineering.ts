import {
  assignSplits,
  collectRows,
  currentLabels,
  featureTableFields,
  featureTableRelation,
  labelTableFields,
  labelTableRelation,
  scanTable,
  selectColumns,
  type SplitAssignment,
  splitTableFields,
} from "#features";
import { digestOf, notReady, sha256 } from "#kernel";
import { cleanedRelation } from "#ingestion";
import { type Relation, tableChanges, type TableFile, type TableSnapshot, type TableVersion } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import { featureRecipeDigest } from "./model-rows.js";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

/** What feature engineering leaves: the table versions that training reads. */
export interface FeatureEngineeringResult {
  readonly rawVersion: number;
  readonly featuresVersion: number;
  readonly labelsVersion: number;
  readonly splitsVersion: number;
  readonly featureCount: number;
  readonly featureRows: number;
  readonly labelledRows: number;
  readonly newRows: number;
  readonly trainEntities: number;
  readonly testEntities: number;
}

interface TableBuild {
  readonly table: string;
  readonly fields: readonly Field[];
  /** The rows of some raw files. */
  readonly relationOf: (files: readonly TableFile[]) => Relation;
  /** Changes when the same raw rows would give other rows. */
  readonly recipeDigest: string;
}

interface BuildSummary {
  readonly rawVersion: number;
  readonly recipeDigest: string;
}

const summaryOf = (version: TableVersion | undefined): BuildSummary | undefined =>
  version?.summary as BuildSummary | undefined;

/** Appends the rows of raw files that came since the last build; a changed recipe rebuilds everything. */
async function buildTable(build: TableBuild, raw: TableSnapshot, ports: PipelinePorts): Promise<TableVersion> {
  const versions = await ports.tables.versions(build.table);
  const last = versions.at(-1);
  const built = summaryOf(versions.findLast(({ dataChange }) => dataChange));
  const isSameRecipe = built?.recipeDigest === build.recipeDigest;
  if (last !== undefined && isSameRecipe && built.rawVersion === raw.version) return last;
  const files = isSameRecipe
    ? (await tableChanges(ports.tables, "raw", built.rawVersion, raw.version)).added
    : raw.files;
  const before = await ports.tables.snapshot(build.table);
  const engine = await ports.engine();
  const written = await engine.write(build.relationOf(files), await ports.tables.newFile(build.table));
  return ports.tables.commit(build.table, {
    operation: `build:${build.recipeDigest}:raw${raw.version}:after${before.version}`,
    fields: build.fields,
    add: [written],
    remove: isSameRecipe ? [] : before.files.map(({ path }) => path),
    expectedVersion: before.version,
    summary: { rawVersion: raw.version, recipeDigest: build.recipeDigest },
  });
}

function rowsOf(batch: ColumnBatch): { entity: readonly string[]; number: (name: string) => Float64Array } {
  return {
    entity: selectColumns(batch, ["entity"]).columns[0] as readonly string[],
    number: (name) => selectColumns(batch, [name]).columns[0] as Float64Array,
  };
}

async function existingSplits(splits: TableSnapshot, ports: PipelinePorts): Promise<readonly SplitAssignment[]> {
  if (splits.version === 0) return [];
  const paths = splits.files.map(({ path }) => path);
  const batch = await collectRows({ kind: "parquet", paths, fields: splits.fields }, await ports.engine());
  const sides = selectColumns(batch, ["split"]).columns[0] as readonly ("train" | "test")[];
  const { entity, number } = rowsOf(batch);
  const positive = number("is_positive");
  return entity.map((name, row) => ({ entity: name, isPositive: positive[row] === 1, split: sides[row]! }));
}

function candidatesOf(labels: ColumnBatch): { entity: string; isPositive: boolean }[] {
  const { entity, number } = rowsOf(labels);
  const label = number("label");
  const positives = new Map<string, boolean>();
  for (const [row, name] of entity.entries()) positives.set(name, positives.get(name) === true || label[row] === 1);
  return [...positives].map(([name, isPositive]) => ({ entity: name, isPositive }));
}

async function* splitBatch(assignments: readonly SplitAssignment[]): AsyncGenerator<ColumnBatch> {
  yield {
    rowCount: assignments.length,
    fields: splitTableFields,
    columns: [
      assignments.map(({ entity }) => entity),
      Float64Array.from(assignments, ({ isPositive }) => (isPositive ? 1 : 0)),
      assignments.map(({ split }) => split),
    ],
  };
}

/** Rows without a key are told apart by file and line; equal ones are grouped, so that none stands on both sides. */
async function contentGroups(features: TableSnapshot, ports: PipelinePorts): Promise<ReadonlyMap<string, string>> {
  const rows = await collectRows(scanTable(features), await ports.engine());
  const named = new Set(["entity", "event_time", "available_at"]);
  const values = rows.columns.filter((_, index) => !named.has(rows.fields[index]!.name));
  return new Map(
    rowsOf(rows).entity.map((entity, row) => [entity, sha256(JSON.stringify(values.map((column) => column[row])))]),
  );
}

async function assignNewEntities(
  { labels, features }: { readonly labels: TableSnapshot; readonly features: TableSnapshot },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<{ version: number; assignments: readonly SplitAssignment[] }> {
  const splits = await ports.tables.snapshot("splits");
  const existing = await existingSplits(splits, ports);
  const engine = await ports.engine();
  const labelled = await collectRows(currentLabels(labels, settings.contract.eventTime !== null), engine);
  const groups =
    settings.contract.entity.length === 0 ? await contentGroups(features, ports) : new Map<string, string>();
  const candidates = candidatesOf(labelled).map((one) => {
    const group = groups.get(one.entity);
    return group === undefined ? one : { ...one, group };
  });
  const added = assignSplits(existing, candidates, settings.split);
  if (added.length === 0) return { version: splits.version, assignments: existing };
  const path = await ports.tables.newFile("splits");
  const written = await engine.writeBatches(splitTableFields, splitBatch(added), path);
  const { version } = await ports.tables.commit("splits", {
    operation: `split:labels${labels.version}:after${splits.version}`,
    fields: splitTableFields,
    add: [written],
    expectedVersion: splits.version,
    summary: { labelsVersion: labels.version, seed: settings.split.seed, testShare: settings.split.testShare },
  });
  return { version, assignments: [...existing, ...added] };
}

/**
 * Builds the feature table, the label table and the split from the raw table; doing it again without new rows changes
 * nothing.
 * @throws NotReady `features/no-raw-data` before anything was ingested
 */
export async function engineerFeatures(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FeatureEngineeringResult> {
  const raw = await ports.tables.snapshot("raw");
  if (raw.version === 0) {
    throw notReady("features/no-raw-data", "there are no raw data yet; run `driftloop ingest` first");
  }
  const { contract, definitions, times } = settings;
  const cleaned = (files: readonly TableFile[]): Relation => cleanedRelation(contract, { ...raw, files });
  const features = await buildTable(
    {
      table: "features",
      fields: featureTableFields(definitions),
      relationOf: (files) => featureTableRelation(cleaned(files), contract, times, definitions),
      recipeDigest: featureRecipeDigest(contract, times, definitions),
    },
    raw,
    ports,
  );
  const labelBuild = await buildTable(
    {
      table: "labels",
      fields: labelTableFields,
      relationOf: (files) => labelTableRelation(cleaned(files), contract, times),
      recipeDigest: digestOf([contract, times]),
    },
    raw,
    ports,
  );
  const labels = await ports.tables.snapshot("labels", { version: labelBuild.version });
  const built = await ports.tables.snapshot("features", { version: features.version });
  const tables = { labels, features: built };
  const { version: splitsVersion, assignments } = await assignNewEntities(tables, settings, ports);
  const testEntities = assignments.filter(({ split }) => split === "test").length;
  return {
    rawVersion: raw.version,
    featuresVersion: features.version,
    labelsVersion: labels.version,
    splitsVersion,
    featureCount: definitions.length,
    featureRows: features.rowCount,
    labelledRows: labels.rowCount,
    newRows: features.added.reduce((sum, file) => sum + file.rowCount, 0),
    trainEntities: assignments.length - testEntities,
    testEntities,
  };
}
