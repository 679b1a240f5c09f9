import type { LineChart } from "../chart-model.js";
import { countFormat, decimalFormat, formatNumber } from "../number-format.js";
import type { Block } from "../page-model.js";
import type { ReportLearning } from "./input.js";

/**
 * The learning curve of every fold of the final recipe, with the rounds that the final model got.
 * @param learning curves and best rounds
 */
export function learningFigure({ curves, bestRounds, rounds }: ReportLearning): Block {
  const losses = curves.flat();
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const ends = bestRounds.map((round, fold) => curves[fold]![round - 1]!);
  const chart: LineChart = {
    kind: "line",
    id: "learning-curves",
    title: "Learning curves",
    xAxis: { label: "Boosting rounds", format: countFormat, min: 0 },
    yAxis: { label: "Log loss on the fold's held-out rows", format: decimalFormat(2) },
    series: curves.map((curve, fold) => ({
      name: `Fold ${fold + 1}, best at ${formatNumber(bestRounds[fold]!, countFormat)}`,
      shape: "line",
      points: curve.map((loss, round) => [round + 1, loss]),
    })),
    reference: { name: `Final model ${rounds}`, from: [rounds, low], to: [rounds, high] },
    marks: [],
  };
  const span = `${formatNumber(Math.min(...ends), decimalFormat(4))} and ${formatNumber(Math.max(...ends), decimalFormat(4))}`;
  const caption = `The folds end between ${span}; boosting stopped where a fold's loss no longer fell, and the final model has the mean of their best rounds.`;
  return { kind: "figure", chart, width: "full", caption };
}
