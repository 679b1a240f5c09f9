import type { MonitoringReportInput, ReportIncident } from "../monitoring-report/input.js";

/** Everything the page of one incident shows: its own records, and what monitoring saw around it. */
export interface IncidentReportInput
  extends Pick<
    MonitoringReportInput,
    | "project"
    | "generatedAt"
    | "confidence"
    | "drift"
    | "distributions"
    | "faults"
    | "performance"
    | "promotions"
    | "decisions"
  > {
  readonly incident: ReportIncident;
}
