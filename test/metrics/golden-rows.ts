// scikit-learn, SciPy, statsmodels and their versions: `provenance` inside; made by test/golden/make_metrics_fixtures.py.
import golden from "../golden/metrics.json" with { type: "json" };

/** Rows of a golden data set with what the Python tools say about them. */
export interface GoldenRows {
  readonly name: string;
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly results: (typeof golden.results)["candidate"];
}

/** The data sets: few rows with ties, rounded scores, and two models on the same 500 rows. */
export const goldenRows: readonly GoldenRows[] = (["ties", "rounded", "candidate", "baseline"] as const).map(
  (name) => ({
    name,
    labels: Uint8Array.from(golden.datasets[name].labels),
    scores: Float64Array.from(golden.datasets[name].scores),
    results: golden.results[name],
  }),
);

export const candidateRows: GoldenRows = goldenRows[2]!;
export const baselineRows: GoldenRows = goldenRows[3]!;
export { golden };
