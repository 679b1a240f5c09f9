import type { Random } from "#kernel";
import { multinomialSample } from "#statistics";
import type { ColumnBatch, ColumnValues } from "#tabular";
import { categoryCoder, numericCoder } from "../profile/bin-codes.js";
import { coarseCounts } from "../profile/binning.js";
import type { ColumnBinning } from "../profile/column-counts.js";
import type { ReferenceProfile } from "../profile/reference-profile.js";

/** Reference rows as coarse bins, by column: whole rows can be drawn from them, so columns go together as in the data. */
export interface BinnedRows {
  readonly rowCount: number;
  /** −1 for a value that is in no bin. */
  readonly codes: Readonly<Record<string, Int16Array>>;
}

/** The coarse bin of each fine one. */
function coarsePlaces(binning: ColumnBinning): readonly number[] {
  if (binning.kind === "category") return Array.from({ length: binning.levels.length + 1 }, (_, place) => place);
  return Array.from(
    { length: binning.edges.length + 1 },
    (_, bin) => binning.coarse.filter((edge) => edge < bin).length,
  );
}

function codesOf(binning: ColumnBinning, values: ColumnValues): Int16Array {
  const codes = new Int16Array(values.length);
  if (binning.kind === "numeric") numericCoder(binning)(values as Float64Array, 0, codes);
  else categoryCoder(binning)(values as readonly (string | null)[], 0, codes);
  const places = coarsePlaces(binning);
  return codes.map((code) => (code < 0 ? -1 : places[code]!));
}

/** Puts rows of the reference into its bins. @param probabilities what models that had not seen the rows said of them */
export function binnedRows(
  reference: ReferenceProfile,
  features: ColumnBatch,
  probabilities: Float64Array,
): BinnedRows {
  const codes = reference.columns.flatMap(({ name, role, binning }) => {
    if (role === "class") return [];
    const values =
      role === "score" ? probabilities : features.columns[features.fields.findIndex((field) => field.name === name)];
    return values === undefined ? [] : [[name, codesOf(binning, values)] as const];
  });
  return { rowCount: probabilities.length, codes: Object.fromEntries(codes) };
}

/** A column that is replayed: rows of the reference per coarse bin. */
export interface ReplayedColumn {
  readonly name: string;
  readonly kind: ColumnBinning["kind"];
  readonly counts: readonly number[];
}

/** Features and score in coarse bins. */
export function replayedColumns(reference: ReferenceProfile): readonly ReplayedColumn[] {
  return reference.columns
    .filter(({ role }) => role !== "class")
    .map(({ name, binning, counts }) => ({ name, kind: binning.kind, counts: coarseCounts(binning, counts.bins) }));
}

/** Draws rows of a world in which nothing changes: counts per bin, by column. */
export type DrawRows = (rows: number, random: Random) => readonly (readonly number[])[];

/** Draws each column by itself: for references of which no rows were kept. */
export function independentDraws(columns: readonly ReplayedColumn[]): DrawRows {
  return (rows, random) =>
    columns.map(({ counts }) =>
      counts.some((count) => count > 0) ? [...multinomialSample(rows, counts, random)] : [...counts],
    );
}

/** Draws whole rows, with replacement. */
export function rowDraws(columns: readonly ReplayedColumn[], sample: BinnedRows): DrawRows {
  return (rows, random) => {
    const picked = Int32Array.from({ length: rows }, () => random.integer(sample.rowCount));
    return columns.map(({ name, counts }) => {
      const drawn = counts.map(() => 0);
      const codes = sample.codes[name]!;
      for (const row of picked) if (codes[row]! >= 0) drawn[codes[row]!]! += 1;
      return drawn;
    });
  };
}
