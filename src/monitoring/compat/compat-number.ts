/** Tools whose numbers are worked out again. */
export type CompatTool = "evidently" | "nannyml" | "deepchecks" | "frouros";

/** One number as another tool computes it, with its name there. */
export interface CompatNumber {
  readonly tool: CompatTool;
  readonly name: string;
  /** The statistic or distance; null where the tool reports its p-value only, or when it says nothing of such a column. */
  readonly value: number | null;
  /** Null for distances. */
  readonly pValue: number | null;
  /** Bins and conventions that make the number what it is. */
  readonly convention: string;
}

/** The versions whose numbers are worked out again, as `bench/peers` installs them. */
export const compatVersions: Readonly<Record<CompatTool, string>> = {
  evidently: "0.7.23",
  nannyml: "0.13.1",
  deepchecks: "0.19.1",
  frouros: "0.9.0",
};

/** The numbers of one column, or the reason why there are none. */
export type ColumnCompat = { readonly column: string } & (
  | {
      readonly status: "given";
      /** Values behind the numbers; missing and infinite ones are left out. */
      readonly referenceRows: number;
      readonly rows: number;
      readonly numbers: readonly CompatNumber[];
    }
  | { readonly status: "not given"; readonly reason: string }
);
