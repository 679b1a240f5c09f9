import type { Random } from "#kernel";
import { multinomialSample } from "#statistics";
import type { ReferenceProfile } from "../profile/reference-profile.js";
import { type AlarmRules, stricterRules } from "./alarm-rules.js";
import { type DetectorSeries, type DetectorState, detectorSeries, stepDetector } from "./detector.js";

/** How a monitor behaved on windows in which nothing changed. */
export interface BudgetProof {
  /** Rules that keep within the budget; the given ones, or stricter ones. */
  readonly rules: AlarmRules;
  readonly rowsPerWindow: number;
  /** Windows that were replayed, in all. */
  readonly windows: number;
  /** Alarm episodes that began in them. */
  readonly episodes: number;
  /** Episodes a year, and its budget. */
  readonly perYear: number;
  readonly budget: number;
  readonly isWithinBudget: boolean;
}

/** How much is replayed. */
export interface ReplayOptions {
  readonly rowsPerWindow: number;
  readonly windowsPerYear: number;
  readonly budget: number;
  /** Independent monitors; default 24. */
  readonly monitors?: number;
  /** Windows of each; default 90. */
  readonly windows?: number;
}

function sampledSeries(series: readonly DetectorSeries[], random: Random): readonly DetectorSeries[] {
  return series.map((one) => {
    const rows = one.reference.reduce((sum, count) => sum + count, 0);
    return { ...one, reference: [...multinomialSample(rows, one.reference, random)] };
  });
}

/** Alarm episodes of one monitor whose reference is itself a sample, as every reference is. */
function episodesOf(
  truth: readonly DetectorSeries[],
  rules: AlarmRules,
  options: ReplayOptions,
  random: Random,
): number {
  const seen = sampledSeries(truth, random);
  let state: DetectorState = {};
  let [episodes, isOn] = [0, false];
  for (let window = 0; window < (options.windows ?? 90); window += 1) {
    const counts = truth.map(({ reference }) => [...multinomialSample(options.rowsPerWindow, reference, random)]);
    const reading = stepDetector(state, seen, counts, rules);
    const isAlarm = reading.culprits.length > 0;
    if (isAlarm && !isOn) episodes += 1;
    isOn = isAlarm;
    state = reading.state;
  }
  return episodes;
}

const mostTightenings = 4;

/**
 * Replays windows drawn from the reference itself, in which every alarm is false, before a monitor is switched on. Where there are
 * more than the budget allows, the rules are made stricter and replayed again.
 * @param random seeded: the same reference and options give the same proof
 */
export function proveBudget(
  reference: ReferenceProfile,
  rules: AlarmRules,
  options: ReplayOptions,
  random: Random,
): BudgetProof {
  const series = detectorSeries(reference);
  const monitors = options.monitors ?? 24;
  const windows = monitors * (options.windows ?? 90);
  let tried = rules;
  for (let round = 0; ; round += 1) {
    let episodes = 0;
    for (let monitor = 0; monitor < monitors; monitor += 1) {
      episodes += episodesOf(series, tried, options, random.fork(`${round}/${monitor}`));
    }
    const perYear = (episodes / windows) * options.windowsPerYear;
    const isWithinBudget = perYear <= options.budget;
    if (isWithinBudget || round === mostTightenings) {
      const { rowsPerWindow, budget } = options;
      return { rules: tried, rowsPerWindow, windows, episodes, perYear, budget, isWithinBudget };
    }
    tried = stricterRules(tried, Math.max(2, (2 * perYear) / options.budget));
  }
}
