import type { ChartModel } from "../chart-model.js";
import { columnsByWeight, distributionChart, driftMap } from "../monitoring-report/drift-charts.js";
import { performanceTimeline } from "../monitoring-report/performance-charts.js";
import type { IncidentReportInput } from "./input.js";

type AlertInput = Pick<IncidentReportInput, "incident" | "drift" | "distributions" | "performance" | "promotions">;

/** Columns in the picture of an alert. */
const mostColumns = 8;
const mostWindows = 30;
/** Windows of a performance line: enough that some have their labels. */
const mostPoints = 75;

/**
 * The one picture that goes with an alert: performance over time when performance is the trouble, the column that changed when it
 * is one, else the drift map of the columns to blame.
 * @returns null when there is nothing to draw
 */
export function alertChart(input: AlertInput): ChartModel | null {
  const { incident, drift } = input;
  const [performance] = input.performance;
  const kinds = new Set(incident.findings.map(({ kind }) => kind));
  const isPerformance = kinds.has("performance") || kinds.has("concept-drift") || incident.family === "labels";
  if (isPerformance && performance !== undefined && performance.windows.length > 0) {
    const windows = performance.windows.slice(-mostPoints);
    return performanceTimeline({ ...performance, windows }, input.promotions);
  }
  const [only, ...others] = incident.culprits;
  const distribution = input.distributions.find(({ column }) => column === only);
  if (others.length === 0 && distribution !== undefined) return distributionChart(distribution);
  if (drift.length === 0) return null;
  const chart = driftMap(drift.slice(-mostWindows));
  const wanted = [...incident.culprits, ...columnsByWeight(drift.slice(-mostWindows))];
  const most = Math.max(mostColumns, incident.culprits.length);
  const names = new Set([...new Set(wanted)].slice(0, most));
  return { ...chart, rows: chart.rows.filter(({ name }) => names.has(name)) };
}
