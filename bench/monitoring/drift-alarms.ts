// False alarms and delay of drift detection: customers drawn from the Telco rows, against a reference that is itself a draw of
// 5,634 of them. In control nothing changes, so every episode is false; in a scenario eight such days come first. Beside it the
// fixed cut-offs (PSI > .25 on any feature, or score KS p < .05) on the same windows.
// usage: drift-alarms.ts [runs at 100 rows] [runs at 300 and 1,000 rows] [runs per scenario]
import {
  alarmRules,
  createProfileCollector,
  firstJudgeState,
  freezeReference,
  judgeWindow,
  type DriftVerdict,
  type WindowProfile,
  windowAt,
} from "#monitoring";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { drawDay, featureBatch, logBatch, type Scenario, scenarios, scoresOf, streamOf } from "./telco-stream.js";

const [runsAt100, runsAtMore, runsPerScenario] = [2, 3, 4].map((place, index) =>
  Number(process.argv[place] ?? [150, 60, 60][index]),
) as [number, number, number];
const dayMs = 86_400_000;
const daysInControl = 90;
const referenceRows = 5634;
const warmUpDays = 8;
const scenarioDays = 14;
const thresholds = { psi: 0.1, meanScore: 0.03, decisions: 0.03, nullRate: 0.02, invalidShare: 0.05 };
const rules = alarmRules({ falseAlarmsPerYear: 1, thresholds }, 365);

interface Length {
  readonly days: number;
  readonly calmDays: number;
}

interface Day {
  readonly ours: boolean;
  readonly fixed: boolean;
  readonly culprits: readonly string[];
}

let judgeMs = 0;
let judged = 0;

function fixedCutOffs({ columns }: DriftVerdict): boolean {
  return columns.some(
    (column) =>
      column.status === "compared" &&
      ((column.role === "feature" && column.scores.psi!.value > 0.25) ||
        (column.role === "score" && column.scores.ks!.pValue! < 0.05)),
  );
}

/** Days of one monitor; drift begins after `calmDays`. */
function live(name: string, rows: number, length: Length, scenario: Scenario): Day[] {
  const { days, calmDays } = length;
  const random = streamOf(name);
  const known = drawDay(referenceRows, 0, {}, random);
  const reference = freezeReference({ features: featureBatch(known), probabilities: scoresOf(known), threshold: 0.35 });
  const context = { reference, rules, options: { policy: "default" as const, thresholds } };
  let state = firstJudgeState;
  let recent: readonly WindowProfile[] = [];
  return Array.from({ length: days }, (_, day) => {
    const batch = logBatch(drawDay(rows, day - calmDays + 1, scenario, random), day * dayMs);
    const from = performance.now();
    const collector = createProfileCollector(reference, {
      modelVersion: 1,
      windowOf: (moment) => windowAt(moment, dayMs),
      slices: [],
    });
    collector.add(batch);
    const window = collector.profiles()[0]!;
    const result = judgeWindow(window, recent, state, context);
    judgeMs += performance.now() - from;
    judged += 1;
    state = result.state;
    recent = [...recent, window].slice(-2);
    const { isAlarm, culprits } = result.verdict;
    return { ours: isAlarm, fixed: fixedCutOffs(result.verdict), culprits };
  });
}

const episodes = (days: readonly boolean[]): number =>
  days.filter((isOn, day) => isOn && days[day - 1] !== true).length;

function inControl(rows: number, runs: number): Record<string, number> {
  const lives = Array.from({ length: runs }, (_, run) =>
    live(`calm ${rows} ${run}`, rows, { days: daysInControl, calmDays: daysInControl + 1 }, {}),
  );
  const perYear = (rule: "ours" | "fixed"): number =>
    (lives.reduce((sum, days) => sum + episodes(days.map((day) => day[rule])), 0) / (runs * daysInControl)) * 365;
  const within14 = (rule: "ours" | "fixed"): number =>
    (100 * lives.filter((days) => days.slice(0, 14).some((day) => day[rule])).length) / runs;
  return {
    "rows a day": rows,
    runs,
    "false episodes a year": rounded(perYear("ours"), 2),
    "runs with one in 14 days, %": rounded(within14("ours"), 1),
    "fixed cut-offs: episodes a year": rounded(perYear("fixed"), 1),
    "fixed: runs with one in 14 days, %": rounded(within14("fixed"), 1),
  };
}

const quantileOf = (delays: readonly number[], share: number): number =>
  delays.toSorted((left, right) => left - right)[Math.min(delays.length - 1, Math.ceil(share * delays.length) - 1)]!;

const truth = new Set(["tenure", "MonthlyCharges", "Contract"]);

function delayIn(name: string, scenario: Scenario): Record<string, number | string> {
  const outcomes = Array.from({ length: runsPerScenario }, (_, run) => {
    const days = live(`${name} ${run}`, 100, { days: warmUpDays + scenarioDays, calmDays: warmUpDays }, scenario).slice(
      warmUpDays,
    );
    const first = (rule: "ours" | "fixed"): number =>
      days.findIndex((day) => day[rule]) + 1 || Number.POSITIVE_INFINITY;
    const at = first("ours");
    const named = days[at - 1]?.culprits.slice(0, 3) ?? [];
    return { ours: at, fixed: first("fixed"), isRight: named.some((culprit) => truth.has(culprit)) };
  });
  const told = (delay: number): number | string => (Number.isFinite(delay) ? delay : `> ${scenarioDays}`);
  const delays = (rule: "ours" | "fixed"): string => {
    const all = outcomes.map((outcome) => outcome[rule]);
    return `${told(quantileOf(all, 0.5))} (${told(quantileOf(all, 0.9))})`;
  };
  const found = outcomes.filter(({ ours }) => Number.isFinite(ours));
  return {
    scenario: name,
    runs: runsPerScenario,
    "day of first alarm, median (p90)": delays("ours"),
    "culprit right, %": rounded((100 * found.filter(({ isRight }) => isRight).length) / Math.max(1, found.length), 0),
    "fixed cut-offs: day": delays("fixed"),
  };
}

const started = machine();
const calm = [inControl(100, runsAt100), inControl(300, runsAtMore), inControl(1000, runsAtMore)];
console.log(tableText(calm));
const delays = Object.entries(scenarios).map(([name, scenario]) => delayIn(name, scenario));
console.log(tableText(delays));
const cost = { windows: judged, "ms a window of 20 series, counted and judged": rounded(judgeMs / judged, 2) };
console.log(tableText([cost]));
saveResult("drift-alarms", { machine: started, calm, delays, cost });
