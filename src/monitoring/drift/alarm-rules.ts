import type { MonitoringOptions } from "../options.js";

/** The numbers behind an alarm; all follow from the false-alarm budget and the thresholds. */
export interface AlarmRules {
  /** Mean evidence of the sequential detector that raises an alarm: the windows it lasts on average without drift. */
  readonly evidenceBound: number;
  /** Least smoothed PSI, beyond chance, of a column behind such an alarm. */
  readonly effectFloor: number;
  /** Largest q of the two-key rule, and the least PSI beyond chance. */
  readonly q: number;
  readonly effect: number;
  /** Windows of the last three in which both keys must have turned. */
  readonly persistence: number;
}

/** Share of the budget that the sequential detector may use; the two-key rule has the rest. */
const detectorShare = 0.8;

/**
 * Rules within a budget. The detector's run length is its bound, by theorem; Benjamini–Hochberg at q raises a false alarm in a
 * share q of windows, and asking for two windows of three makes it far rarer.
 */
export function alarmRules(
  { falseAlarmsPerYear, thresholds }: Pick<MonitoringOptions, "falseAlarmsPerYear" | "thresholds">,
  windowsPerYear: number,
): AlarmRules {
  return {
    evidenceBound: windowsPerYear / (detectorShare * falseAlarmsPerYear),
    effectFloor: thresholds.psi / 5,
    q: Math.min(0.05, ((1 - detectorShare) * falseAlarmsPerYear) / windowsPerYear),
    effect: thresholds.psi,
    persistence: 2,
  };
}

/** Stricter rules, for a monitor whose replay raised more alarms than it may. */
export function stricterRules(rules: AlarmRules, factor: number): AlarmRules {
  return { ...rules, evidenceBound: rules.evidenceBound * factor, q: rules.q / factor };
}
