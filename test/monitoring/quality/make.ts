import { createRandom } from "#kernel";
import {
  type CheckedWindow,
  checkQuality,
  createProfileCollector,
  freezeReference,
  type QualityCheckName,
  type QualityVerdict,
  type ReferenceProfile,
  type WindowProfile,
  type WindowQuality,
} from "#monitoring";
import type { ColumnBatch, ColumnValues, Field } from "#tabular";

/** A customer as a row; null is missing. */
export interface Customer {
  readonly charges: number | null;
  readonly tenure: number | null;
  readonly contract: string | null;
  readonly prediction?: string;
  readonly entity?: string;
  readonly route?: string;
  readonly probability?: number;
}

export const day = 86_400_000;
export const thresholds = { psi: 0.1, meanScore: 0.03, decisions: 0.03, nullRate: 0.02, invalidShare: 0.05 };

const contracts = ["monthly", "monthly", "monthly", "yearly", "longer"] as const;

/** Customers as at training: charges about 65 ± 30 within 18 to 119, some of them missing. */
export function customers(count: number, seed: string): Customer[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => ({
    charges: random.uniform() < 0.01 ? null : Math.min(119, Math.max(18, 65 + 30 * random.normal())),
    tenure: Math.floor(72 * random.uniform()),
    contract: contracts[random.integer(contracts.length)]!,
  }));
}

const numbers = (rows: readonly Customer[], read: (row: Customer) => number | null): Float64Array =>
  Float64Array.from(rows, (row) => read(row) ?? Number.NaN);

function featuresOf(rows: readonly Customer[]): ColumnBatch {
  const columns: ColumnValues[] = [
    numbers(rows, ({ charges }) => charges),
    numbers(rows, ({ tenure }) => tenure),
    rows.map(({ contract }) => contract),
  ];
  const fields: Field[] = [
    { name: "charges", type: "number" },
    { name: "tenure", type: "number" },
    { name: "contract", type: "text" },
  ];
  return { rowCount: rows.length, fields, columns };
}

const scoreOf = ({ tenure, probability }: Customer): number => probability ?? 1 / (2 + (tenure ?? 36) / 12);

const known = customers(5000, "reference");

export const reference: ReferenceProfile = freezeReference({
  features: featuresOf(known),
  probabilities: Float64Array.from(known, scoreOf),
  threshold: 0.35,
  ranges: { charges: [0, 500] },
});

/** A day of customers, counted. */
export function windowOf(place: number, rows: readonly Customer[]): WindowProfile {
  const features = featuresOf(rows);
  const probability = Float64Array.from(rows, scoreOf);
  const collector = createProfileCollector(reference, {
    modelVersion: 1,
    windowOf: () => ({ start: place * day, end: (place + 1) * day }),
    slices: [],
  });
  const extra: readonly (readonly [Field, ColumnValues])[] = [
    [{ name: "prediction_id", type: "text" }, rows.map((row, at) => row.prediction ?? `p-${place}-${at}`)],
    [{ name: "entity", type: "text" }, rows.map((row, at) => row.entity ?? `e-${place}-${at}`)],
    [{ name: "route", type: "text" }, rows.map(({ route }) => route ?? "champion")],
    [{ name: "predicted_at", type: "timestamp" }, Float64Array.from(rows, (_, at) => place * day + at)],
    [{ name: "model_version", type: "number" }, new Float64Array(rows.length).fill(1)],
    [{ name: "probability", type: "number" }, probability],
    [{ name: "predicted_class", type: "number" }, probability.map((value) => (value >= 0.35 ? 1 : 0))],
  ];
  collector.add({
    rowCount: rows.length,
    fields: [...features.fields, ...extra.map(([field]) => field)],
    columns: [...features.columns, ...extra.map(([, values]) => values)],
  });
  return collector.profiles()[0]!;
}

/** Ten days as usual. */
export const calmWeeks: readonly WindowProfile[] = Array.from({ length: 10 }, (_, place) =>
  windowOf(place, customers(100, `calm ${place}`)),
);

/** The eleventh day's quality, by default looked at when it has just ended. */
export function qualityOf(
  window: WindowProfile,
  options: Partial<CheckedWindow> & { readonly fields?: readonly Field[] } = {},
): WindowQuality {
  const { fields, ...rest } = options;
  const checked = { window, recent: calmWeeks, asOf: window.windowEnd, isNewest: true, ...rest };
  return checkQuality(checked, { reference, thresholds, fields: fields ?? null });
}

/** The failed verdict of a check; undefined when it passed. */
export function faultOf(quality: WindowQuality, check: QualityCheckName): QualityVerdict | undefined {
  return quality.faults.find((fault) => fault.check === check && fault.status === "failed");
}

/** Names of all checks that failed. */
export const failedChecks = ({ faults }: WindowQuality): readonly QualityCheckName[] =>
  faults.filter(({ status }) => status === "failed").map(({ check }) => check);
