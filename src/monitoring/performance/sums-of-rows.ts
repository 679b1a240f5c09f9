import {
  addendsOf,
  changeLabel,
  emptySums,
  type PerformanceSums,
  placeOf,
  type ScoreBin,
  scoreBinCount,
  type SummedRow,
} from "./sums.js";

/** Puts dense columns of bins into a map of those that hold rows. */
function binsOf(rows: Float64Array, probability: Float64Array): Map<number, ScoreBin> {
  const bins = new Map<number, ScoreBin>();
  for (let place = 0; place < rows.length; place += 1) {
    const held = rows[place]!;
    if (held === 0) continue;
    bins.set(place, { rows: held, probability: probability[place]!, eligible: held, positives: 0, negatives: 0 });
  }
  return bins;
}

/** Sums of rows in memory whose labels are not known: those that {@link addRow} makes of them one by one. */
export function sumsOfScored(probabilities: Float64Array, threshold: number): PerformanceSums {
  const [rows, inBins] = [new Float64Array(2 * scoreBinCount), new Float64Array(2 * scoreBinCount)];
  let [probability, spread, entropy, lossSpread, brierSpread] = [0, 0, 0, 0, 0];
  let [predicted, predictedProbability, predictedSpread] = [0, 0, 0];
  for (let row = 0; row < probabilities.length; row += 1) {
    const p = probabilities[row]!;
    const addends = addendsOf(p);
    const decision = p >= threshold ? 1 : 0;
    const place = placeOf(p, decision);
    rows[place]! += 1;
    inBins[place]! += addends.probability;
    probability += addends.probability;
    spread += addends.spread;
    entropy += addends.entropy;
    lossSpread += addends.lossSpread;
    brierSpread += addends.brierSpread;
    predicted += decision;
    predictedProbability += decision * addends.probability;
    predictedSpread += decision * addends.spread;
  }
  const counted = probabilities.length;
  const sums = emptySums();
  Object.assign(sums.totals, { rows: counted, probability, spread, entropy, lossSpread, brierSpread });
  Object.assign(sums.totals, { predicted, predictedProbability, predictedSpread, eligible: counted });
  const [firstAt, lastAt] = counted === 0 ? [sums.firstAt, sums.lastAt] : [0, 0];
  return { ...sums, bins: binsOf(rows, inBins), firstAt, lastAt };
}

/** Sums of labelled rows in memory, such as the out-of-fold or test rows of a training run. */
export function sumsOfLabelled(labels: Uint8Array, probabilities: Float64Array, threshold: number): PerformanceSums {
  const sums = sumsOfScored(probabilities, threshold);
  for (const [index, probability] of probabilities.entries()) {
    const predicted = probability >= threshold ? 1 : 0;
    const row: SummedRow = { probability, predicted, predictedAt: 0, arm: null, propensity: null };
    changeLabel(sums, row, { from: null, to: { label: labels[index] === 1 ? 1 : 0, age: 1 } });
  }
  return sums;
}
