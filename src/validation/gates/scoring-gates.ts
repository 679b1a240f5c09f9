import { invalidInput } from "#kernel";
import { mean, pairedZTest, normalHalfWidth, quantile, standardDeviation } from "#statistics";
import type { Estimate } from "#metrics";
import type { Gate } from "../gate.js";
import { checkedProbabilities, requirePresent } from "../read-evidence.js";

const fewestCalls = 20;

function meanEstimate(values: Float64Array): Estimate {
  const { meanDifference, standardError } = pairedZTest(values);
  const half = normalHalfWidth(0.95) * standardError;
  return {
    value: meanDifference,
    low: Math.max(0, meanDifference - half),
    high: meanDifference + half,
    level: 0.95,
    sampleSize: values.length,
    method: "normal",
  };
}

/** Reference gate 5: one prediction is quick; p95 is shown beside. The durations come with the evidence. */
export const latency: Gate<"meanLatency"> = {
  id: "latency",
  title: "Latency of one prediction",
  checks: [{ id: "meanLatency", title: "Mean duration", unit: "ms", bound: { low: null, high: 50 } }],
  measure(evidence) {
    const durations = requirePresent(evidence.latenciesMs, "the duration of single predictions");
    if (durations.length < fewestCalls || durations.some((duration) => !(duration >= 0))) {
      throw invalidInput(
        "validation/latencies-unusable",
        `the latency gate needs at least ${fewestCalls} measured durations, got ${durations.length}`,
      );
    }
    const interval = meanEstimate(durations);
    return {
      measured: { meanLatency: { value: interval.value, interval, sampleSize: durations.length } },
      facts: [{ id: "p95Latency", title: "p95", unit: "ms", value: quantile(durations, 0.95) }],
    };
  },
};

/** Reference gate 7: with 10 % nulls the model still gives sensible, different probabilities. */
export const nullRows: Gate<"lowest" | "highest" | "mean" | "spread"> = {
  id: "null-rows",
  title: "Scores of 100 rows with 10 % nulls",
  checks: [
    { id: "lowest", title: "Lowest score", unit: "score", bound: { low: 0, high: 1 } },
    { id: "highest", title: "Highest score", unit: "score", bound: { low: 0, high: 1 } },
    { id: "mean", title: "Mean score", unit: "score", bound: { low: 0.05, high: 0.95 } },
    { id: "spread", title: "Standard deviation of scores", unit: "score", bound: { low: 0.01, high: null } },
  ],
  measure(evidence) {
    const { sample } = requirePresent(evidence.withNulls, "the scores of rows with nulls");
    const scores = checkedProbabilities(sample, "the challenger on rows with nulls");
    const sampleSize = scores.length;
    return {
      measured: {
        lowest: { value: scores.reduce((least, score) => Math.min(least, score)), sampleSize },
        highest: { value: scores.reduce((most, score) => Math.max(most, score)), sampleSize },
        mean: { value: mean(scores), sampleSize },
        spread: { value: standardDeviation(scores), sampleSize },
      },
    };
  },
};
