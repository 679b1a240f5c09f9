import type { CheckOutcome, GateReport } from "#validation";

/** Half a 95 % interval in standard errors, and the one-sided 95 % bound. */
const [half, proven] = [1.959963984540054, 1.6448536269514722];

interface Facts {
  readonly report: GateReport;
  check(gate: string, check: string): CheckOutcome;
  isMissed(gate: string, check: string): boolean;
  /** Whether a paired number is worse than the logistic regression's by more than chance. */
  isProvenWorse(gate: string, check: string): boolean;
}

function factsOf(report: GateReport): Facts {
  const check = (gate: string, id: string): CheckOutcome =>
    report.gates.find((outcome) => outcome.id === gate)!.checks.find((outcome) => outcome.id === id)!;
  return {
    report,
    check,
    isMissed: (gate, id) => check(gate, id).verdict !== "passed",
    isProvenWorse: (gate, id) => {
      const { value, interval } = check(gate, id);
      return Math.abs(value!) > (proven * (interval!.high - interval!.low)) / 2 / half;
    },
  };
}

const paired = [
  ["logistic-log-loss", "logLossDifference"],
  ["logistic-auc", "aucDifference"],
] as const;
const calibration = [
  ["calibration", "slope"],
  ["calibration", "inTheLarge"],
] as const;

function passesRest({ report }: Facts, except: readonly string[]): boolean {
  return report.gates.every(({ id, verdict }) => verdict === "passed" || except.includes(id));
}

const isMissedBeyondChance =
  (facts: Facts) =>
  ([gate, id]: readonly [string, string]): boolean =>
    facts.isMissed(gate, id) && facts.isProvenWorse(gate, id);

/** A miss of one of the two comparisons with the logistic regression counts beyond chance only; a miss of both always counts. */
function isRefusedByPair(facts: Facts): boolean {
  return paired.every(([gate, id]) => facts.isMissed(gate, id)) || paired.some(isMissedBeyondChance(facts));
}

/** Whether the whole interval of a calibration number lies beyond its bound. */
const isMiscalibrated =
  (facts: Facts) =>
  ([gate, id]: readonly [string, string]): boolean => {
    const { interval, bound } = facts.check(gate, id);
    return interval!.high < bound.low! || interval!.low > bound.high!;
  };

/** Rules that were thought of for gates that compare with a logistic regression: whether a report would pass under each. */
export const otherRules: Readonly<Record<string, (report: GateReport) => boolean>> = {
  "as it is": (report) => report.verdict === "passed",
  "log loss and AUC: beyond chance": (report) => {
    const facts = factsOf(report);
    return passesRest(facts, ["logistic-log-loss", "logistic-auc"]) && !paired.some(isMissedBeyondChance(facts));
  },
  "AUC: beyond chance": (report) => {
    const facts = factsOf(report);
    return passesRest(facts, ["logistic-auc"]) && !isMissedBeyondChance(facts)(paired[1]);
  },
  "both, or one beyond chance": (report) => {
    const facts = factsOf(report);
    return passesRest(facts, ["logistic-log-loss", "logistic-auc"]) && !isRefusedByPair(facts);
  },
  "the same, calibration beyond chance": (report) => {
    const facts = factsOf(report);
    const rest = passesRest(facts, ["logistic-log-loss", "logistic-auc", "calibration"]);
    return rest && !isRefusedByPair(facts) && !calibration.some(isMiscalibrated(facts));
  },
};
