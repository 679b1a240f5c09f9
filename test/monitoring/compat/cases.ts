/** A column that every tool is asked about; made of whole numbers and square roots, so that every language makes the same. */
export interface CompatCase {
  readonly column: string;
  readonly kind: "numeric" | "category";
  readonly reference: readonly (number | string)[];
  readonly current: readonly (number | string)[];
}

const fraction = (x: number): number => x - Math.floor(x);
const golden = (row: number): number => fraction(row * 0.6180339887498949);
const silver = (row: number): number => fraction(row * 0.41421356237309515);
const rowsOf = <T>(rows: number, value: (row: number) => T): T[] =>
  Array.from({ length: rows }, (_, place) => value(place + 1));

/** Columns of every shape that the tools treat differently. */
export const compatCases: readonly CompatCase[] = [
  {
    column: "plain",
    kind: "numeric",
    reference: rowsOf(900, golden),
    current: rowsOf(300, (row) => Math.sqrt(silver(row))),
  },
  {
    column: "skewed",
    kind: "numeric",
    reference: rowsOf(700, (row) => golden(row) ** 6),
    current: rowsOf(500, (row) => silver(row) ** 4 * 3 - 0.25),
  },
  {
    column: "outlier",
    kind: "numeric",
    reference: rowsOf(800, (row) => golden(row) - 0.5),
    current: rowsOf(200, (row) => (row === 7 ? 1e6 : silver(row))),
  },
  {
    column: "few values",
    kind: "numeric",
    reference: rowsOf(600, (row) => Math.floor(golden(row) * 6)),
    current: rowsOf(400, (row) => Math.floor(silver(row) * 7)),
  },
  {
    column: "quarters",
    kind: "numeric",
    reference: rowsOf(600, (row) => Math.floor(golden(row) * 5) / 4),
    current: rowsOf(400, (row) => Math.floor(silver(row) ** 2 * 5) / 4),
  },
  {
    column: "whole numbers",
    kind: "numeric",
    reference: rowsOf(500, (row) => Math.floor(golden(row) ** 2 * 90)),
    current: rowsOf(450, (row) => Math.floor(silver(row) * 95)),
  },
  {
    column: "many rows",
    kind: "numeric",
    reference: rowsOf(12_000, golden),
    current: rowsOf(3000, (row) => silver(row) ** 1.5 * 1.2 - 0.1),
  },
  {
    column: "levels",
    kind: "category",
    reference: rowsOf(1000, (row) => "ABCDE"[Math.floor(5 * golden(row) ** 1.5)]!),
    current: rowsOf(400, (row) =>
      row % 50 === 0 ? (row % 100 === 0 ? "NEW" : "OTHER") : "ABCD"[Math.floor(4 * silver(row))]!,
    ),
  },
  {
    column: "two levels",
    kind: "category",
    reference: rowsOf(500, (row) => (golden(row) < 0.26 ? "yes" : "no")),
    current: rowsOf(500, (row) => (silver(row) < 0.48 ? "yes" : "no")),
  },
  {
    column: "rare level",
    kind: "category",
    reference: rowsOf(3000, (row) => (row === 5 ? "rare" : golden(row) < 0.4 ? "a" : "b")),
    current: rowsOf(2000, (row) => (silver(row) < 0.5 ? "a" : "b")),
  },
];
