import type { Random } from "#kernel";
import { benjaminiHochbergAdjusted, homogeneityTest, pooledBins } from "#statistics";
import type { ReferenceProfile } from "../profile/reference-profile.js";
import { type AlarmRules, stricterRules } from "./alarm-rules.js";
import { type DetectorSeries, type DetectorState, stepDetector } from "./detector.js";
import {
  type BinnedRows,
  type DrawRows,
  independentDraws,
  type ReplayedColumn,
  replayedColumns,
  rowDraws,
} from "./reference-draws.js";

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
  /** `rows`: whole reference rows were drawn; `columns`: each column by itself, because no rows were kept. */
  readonly draws?: "rows" | "columns";
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
  /** Reference rows that windows are drawn from; left out, each column is drawn by itself. */
  readonly sample?: BinnedRows;
}

interface World {
  readonly columns: readonly ReplayedColumn[];
  readonly draw: DrawRows;
  readonly rowCount: number;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

type Counts = readonly number[];

/** PSI of the bins that either side fills, in the same steps without the lists between: it is asked for very often. */
function psiOfFilled(reference: Counts, current: Counts): { readonly value: number; readonly bins: number } {
  let [before, after, bins] = [0, 0, 0];
  for (let bin = 0; bin < reference.length; bin += 1) {
    const both = reference[bin]! + current[bin]!;
    if (both === 0) continue;
    before += reference[bin]! + 0.5;
    after += current[bin]! + 0.5;
    bins += 1;
  }
  let value = 0;
  for (let bin = 0; bin < reference.length; bin += 1) {
    const both = reference[bin]! + current[bin]!;
    if (both === 0) continue;
    const old = (reference[bin]! + 0.5) / before;
    const now = (current[bin]! + 0.5) / after;
    if (old !== now) value += (now - old) * (Math.log(now) - Math.log(old));
  }
  return { value, bins };
}

/** PSI beyond chance of one column, as in a judged window. */
function effectOf(reference: Counts, current: Counts): number {
  const [n, m] = [total(reference), total(current)];
  if (n === 0 || m === 0) return 0;
  const { value, bins } = psiOfFilled(reference, current);
  return Math.max(0, value - (bins - 1) * (1 / n + 1 / m));
}

/** Chance of the χ² test of one column, as in a judged window. */
function pValueOf(kind: ReplayedColumn["kind"], reference: Counts, current: Counts): number {
  const isKept = (bin: number): boolean => reference[bin]! > 0 || (kind !== "category" && current[bin]! > 0);
  const known = {
    reference: reference.filter((_, bin) => isKept(bin)),
    current: current.filter((_, bin) => isKept(bin)),
  };
  return total(known.current) === 0 ? 1 : homogeneityTest(pooledBins(known)).pValue;
}

/** Columns for which both keys turn. */
function materialColumns(
  { columns }: World,
  seen: readonly (readonly number[])[],
  counts: readonly (readonly number[])[],
  rules: AlarmRules,
): readonly string[] {
  const effects = columns.map((_, place) => effectOf(seen[place]!, counts[place]!));
  if (effects.every((effect) => effect < rules.effect)) return [];
  // Without an effect the second key cannot turn, whatever the test says.
  const pValues = columns.map(({ kind }, place) =>
    effects[place] === 0 ? 1 : pValueOf(kind, seen[place]!, counts[place]!),
  );
  const qValues = benjaminiHochbergAdjusted(pValues);
  return columns
    .filter((_, place) => qValues[place]! <= rules.q && effects[place]! >= rules.effect)
    .map(({ name }) => name);
}

/** The detector's view of columns: bins that the world has at all. */
function seriesOf({ columns }: World, seen: readonly (readonly number[])[]) {
  return columns.flatMap(({ name, counts }, place) => {
    const kept = counts.map((rows, bin) => (rows > 0 ? bin : -1)).filter((bin) => bin >= 0);
    if (kept.length < 2) return [];
    const series: DetectorSeries = { name, reference: kept.map((bin) => seen[place]![bin]!), binsOf: () => [] };
    return [{ series, binsOf: (drawn: readonly number[]) => kept.map((bin) => drawn[bin]!), place }];
  });
}

/** Alarm episodes of one monitor whose reference is itself a sample, as every reference is. */
function episodesOf(world: World, rules: AlarmRules, options: ReplayOptions, random: Random): number {
  const seen = world.draw(world.rowCount, random);
  const watched = seriesOf(world, seen);
  const series = watched.map((one) => one.series);
  let state: DetectorState = {};
  let before: readonly (readonly string[])[] = [];
  let [episodes, isOn] = [0, false];
  for (let window = 0; window < (options.windows ?? 90); window += 1) {
    const drawn = world.draw(options.rowsPerWindow, random);
    const counts = watched.map(({ binsOf, place }) => binsOf(drawn[place]!));
    const reading = stepDetector(state, series, counts, rules);
    const material = materialColumns(world, seen, drawn, rules);
    const lasts = (name: string): boolean =>
      1 + before.filter((names) => names.includes(name)).length >= rules.persistence;
    const isAlarm = reading.culprits.length > 0 || material.some(lasts);
    if (isAlarm && !isOn) episodes += 1;
    isOn = isAlarm;
    state = reading.state;
    before = [...before, material].slice(-2);
  }
  return episodes;
}

function worldOf(reference: ReferenceProfile, sample: BinnedRows | undefined): World {
  const columns = replayedColumns(reference);
  const isWhole = sample !== undefined && columns.every(({ name }) => sample.codes[name] !== undefined);
  const draw = isWhole ? rowDraws(columns, sample) : independentDraws(columns);
  return { columns, draw, rowCount: reference.rowCount };
}

const mostTightenings = 4;

/**
 * Replays windows drawn from the reference itself, in which every alarm is false, before a monitor is switched on: the detector
 * and the two keys with their persistence, on whole rows where rows were kept. Where there are more alarms than the budget
 * allows, the rules are made stricter and replayed again.
 * @param random seeded: the same reference and options give the same proof
 */
export function proveBudget(
  reference: ReferenceProfile,
  rules: AlarmRules,
  options: ReplayOptions,
  random: Random,
): BudgetProof {
  const world = worldOf(reference, options.sample);
  const draws = options.sample === undefined ? "columns" : "rows";
  const monitors = options.monitors ?? 24;
  const windows = monitors * (options.windows ?? 90);
  let tried = rules;
  for (let round = 0; ; round += 1) {
    let episodes = 0;
    for (let monitor = 0; monitor < monitors; monitor += 1) {
      episodes += episodesOf(world, tried, options, random.fork(`${round}/${monitor}`));
    }
    const perYear = (episodes / windows) * options.windowsPerYear;
    const isWithinBudget = perYear <= options.budget;
    if (isWithinBudget || round === mostTightenings) {
      const { rowsPerWindow, budget } = options;
      return { rules: tried, rowsPerWindow, windows, episodes, perYear, budget, isWithinBudget, draws };
    }
    tried = stricterRules(tried, Math.max(2, (2 * perYear) / options.budget));
  }
}
