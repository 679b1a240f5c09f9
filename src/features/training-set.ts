import { digestOf } from "#kernel";
import type { AnalyticsEngine, Relation, TableSnapshot } from "#relation";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";
import type { Split } from "./split.js";

/** Columns of the table of split assignments. */
export const splitTableFields: readonly Field[] = [
  { name: "entity", type: "text" },
  { name: "is_positive", type: "boolean" },
  { name: "split", type: "text" },
];

/** The table versions a training set is made of. */
export interface TrainingSources {
  readonly features: TableSnapshot;
  readonly labels: TableSnapshot;
  readonly splits: TableSnapshot;
}

/** Labelled rows on one side of the wall, before encoding, in the order of entity and as-of time. */
export interface LabelledRows {
  readonly entities: readonly string[];
  /** Epoch ms. */
  readonly asOf: Float64Array;
  /** 0 or 1. */
  readonly labels: Uint8Array;
  /** One column per feature. */
  readonly features: ColumnBatch;
  /** SHA-256 over entities, times, labels and feature values: equal rows, equal digest. */
  readonly digest: string;
}

/**
 * Rows with their digest, which is worked out when it is first asked for: most rows are forgotten before.
 * @param weights of the rows, when they have a part in it
 */
export function withDigest<Rows extends Omit<LabelledRows, "digest">>(
  rows: Rows,
  weights?: Float64Array,
): Rows & Pick<LabelledRows, "digest"> {
  let digest: string | undefined;
  return {
    ...rows,
    get digest() {
      const { entities, asOf, labels, features } = rows;
      const numbers = [[...asOf], [...labels], ...(weights === undefined ? [] : [[...weights]])];
      digest ??= digestOf([entities, ...numbers, features.columns.map((column) => [...column])]);
      return digest;
    },
  };
}

/** The rows of a table. */
export const scanTable = (snapshot: TableSnapshot): Relation => ({
  kind: "parquet",
  paths: snapshot.files.map(({ path }) => path),
  fields: snapshot.fields,
});

/** The newest label of each entity and as-of time; without event times, of each entity. */
export function currentLabels(labels: TableSnapshot, hasEventTime: boolean): Relation {
  return {
    kind: "first-per-key",
    input: scanTable(labels),
    keys: hasEventTime ? ["entity", "as_of"] : ["entity"],
    by: [
      { column: "label_available_at", descending: true },
      { column: "as_of", descending: true },
    ],
  };
}

/** The newest feature row of each entity: what a batch prediction of the whole population scores. */
export function currentFeatures(features: Relation): Relation {
  return {
    kind: "first-per-key",
    input: features,
    keys: ["entity"],
    by: [
      { column: "event_time", descending: true },
      { column: "available_at", descending: true },
    ],
  };
}

/**
 * Labels with the latest features that were known at their as-of time, for entities of one split.
 * @param options `features`: rows of a feature table; `hasEventTime`: whether an entity can have labels at several times
 * @source point-in-time join on event time and availability time
 */
export function labelledRelation(
  sources: Pick<TrainingSources, "labels" | "splits">,
  split: Split,
  options: { readonly features: Relation; readonly hasEventTime: boolean },
): Relation {
  const ofSplit: Relation = {
    kind: "filter",
    input: scanTable(sources.splits),
    where: {
      kind: "in",
      operand: { kind: "column", name: "split", type: "text" },
      values: [split],
      negated: false,
      type: "boolean",
    },
  };
  return {
    kind: "sort",
    by: [{ column: "entity" }, { column: "as_of" }],
    input: {
      kind: "as-of-join",
      left: {
        kind: "join",
        left: currentLabels(sources.labels, options.hasEventTime),
        right: ofSplit,
        keys: ["entity"],
      },
      right: options.features,
      keys: ["entity"],
      leftTime: "as_of",
      rightTime: "event_time",
      rightAvailableAt: "available_at",
    },
  };
}

function concatenated(parts: readonly ColumnValues[], rowCount: number): ColumnValues {
  if (parts.length === 0 || !(parts[0] instanceof Float64Array)) return (parts as readonly (string | null)[][]).flat();
  const whole = new Float64Array(rowCount);
  let offset = 0;
  for (const part of parts as readonly Float64Array[]) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** All rows of a relation in memory. */
export async function collectRows(relation: Relation, engine: AnalyticsEngine): Promise<ColumnBatch> {
  const fields = await engine.fieldsOf(relation);
  const batches: ColumnBatch[] = [];
  for await (const batch of engine.stream(relation)) batches.push(batch);
  const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
  const columns = fields.map((field, index) =>
    batches.length === 0
      ? field.type === "text"
        ? []
        : new Float64Array(0)
      : concatenated(
          batches.map((batch) => batch.columns[index]!),
          rowCount,
        ),
  );
  return { rowCount, fields, columns };
}

/** Some columns of a batch, in the given order. */
export function selectColumns(batch: ColumnBatch, names: readonly string[]): ColumnBatch {
  const places = names.map((name) => batch.fields.findIndex((field) => field.name === name));
  return {
    rowCount: batch.rowCount,
    fields: places.map((place) => batch.fields[place]!),
    columns: places.map((place) => batch.columns[place]!),
  };
}

/** The labelled rows of one split, in memory. */
export async function loadLabelledRows(
  relation: Relation,
  featureNames: readonly string[],
  engine: AnalyticsEngine,
): Promise<LabelledRows> {
  const rows = await collectRows(relation, engine);
  const [entities, asOf, labels] = selectColumns(rows, ["entity", "as_of", "label"]).columns as [
    readonly string[],
    Float64Array,
    Float64Array,
  ];
  const features = selectColumns(rows, featureNames);
  return withDigest({ entities, asOf, labels: Uint8Array.from(labels), features });
}
