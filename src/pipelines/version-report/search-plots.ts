import type { ReportSearch, ReportSearchPlots } from "#reporting";
import { type StudyRecord, studyPlots, type TrialRecord } from "#tuning";

/** What a report draws of a run's search. */
export interface StudySource {
  readonly study: StudyRecord;
  readonly trials: readonly TrialRecord[];
}

const slicesShown = 4;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function bestTrial(trials: readonly TrialRecord[]): TrialRecord | undefined {
  return trials
    .filter(({ state, value }) => state === "complete" && Number.isFinite(value))
    .reduce<TrialRecord | undefined>(
      (best, trial) => (best === undefined || trial.value! < best.value! ? trial : best),
      undefined,
    );
}

/** By how much a trial was worse than the best one on each fold it had. */
function foldDifferences(trial: TrialRecord, best: TrialRecord): readonly { fold: number; difference: number }[] {
  return trial.reports.flatMap(({ step, value }) => {
    const other = best.reports.find((report) => report.step === step);
    return other === undefined ? [] : [{ fold: step + 1, difference: value - other.value }];
  });
}

/** What the objective would have been, had a trial that was given up gone on as it was on its folds; null without folds. */
function estimatedValue(trial: TrialRecord, best: TrialRecord): number | null {
  if (trial.state === "complete") return trial.value;
  const differences = foldDifferences(trial, best).map(({ difference }) => difference);
  return differences.length === 0 ? null : best.value! + mean(differences);
}

function stateOf(trial: TrialRecord, best: TrialRecord): "best" | "complete" | "given-up" {
  if (trial === best) return "best";
  return trial.state === "complete" ? "complete" : "given-up";
}

function plotsOf({ study, trials }: StudySource, best: TrialRecord): ReportSearchPlots {
  const { space, direction } = study.definition;
  const estimated = trials.flatMap((trial): readonly TrialRecord[] => {
    const value = estimatedValue(trial, best);
    return value === null ? [] : [{ ...trial, state: "complete", value }];
  });
  const { importance, slices } = studyPlots(estimated, space, direction);
  const ranked = importance.filter((entry) => entry.importance > 0);
  return {
    importance: ranked.map(({ parameter, importance: share }) => ({ parameter, share })),
    folds: trials.flatMap((trial) =>
      foldDifferences(trial, best).map((place) => ({ trial: trial.number, state: stateOf(trial, best), ...place })),
    ),
    slices: ranked.slice(0, slicesShown).flatMap(({ parameter }) => {
      const slice = slices.find((each) => each.parameter === parameter)!;
      if (slice.distribution.kind === "categorical") return [];
      const points = slice.points.map(({ number, param, value }) => ({
        param: Number(param),
        value,
        state: stateOf(trials.find((trial) => trial.number === number)!, best),
      }));
      return [{ parameter, isLog: slice.distribution.log === true, points }];
    }),
  };
}

/** Trials and plots of a search as its study stored them. */
export function searchedTrials(source: StudySource): Pick<ReportSearch, "trials" | "plots"> {
  const best = bestTrial(source.trials);
  const trials = source.trials.map((trial) => ({
    number: trial.number,
    value: best === undefined ? trial.value : estimatedValue(trial, best),
    pruned: trial.state === "pruned",
  }));
  return best === undefined ? { trials } : { trials, plots: plotsOf(source, best) };
}
