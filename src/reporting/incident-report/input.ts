import type { MonitoringReportInput, ReportIncident } from "../monitoring-report/input.js";

/** One thing that happened in an incident. */
export interface ReportStoryEntry {
  readonly kind: "signal" | "held" | "fired" | "outcome" | "audit" | "closed";
  /** Epoch ms of the first and the last of what is told together. */
  readonly from: number;
  readonly until: number;
  readonly times: number;
  readonly title: string;
  readonly sentences: readonly string[];
}

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
    | "judgements"
    | "promotions"
    | "decisions"
  > {
  readonly incident: ReportIncident;
  /** What happened, in order. */
  readonly story: readonly ReportStoryEntry[];
  /** Whether what was done was right, as far as labels tell. */
  readonly lookingBack: string;
}
