import type { PageModel } from "../page-model.js";
import { spanText } from "../time-text.js";
import { actionsSection } from "./actions.js";
import { changesSection } from "./changes.js";
import { impactSection } from "./impact.js";
import type { MonitoringReportInput } from "./input.js";
import { summarySection } from "./summary.js";

/**
 * The monitoring report as a page: what changed, does it matter, what was done.
 * @param input plain records, oldest first
 */
export function monitoringReport(input: MonitoringReportInput): PageModel {
  const model = input.model === null ? "no champion yet" : `${input.model.name} version ${input.model.version}`;
  const windows = [...input.drift, ...(input.performance[0]?.windows ?? [])].toSorted((a, b) => a.start - b.start);
  return {
    eyebrow: input.project,
    title: "Monitoring report",
    subtitle: `${model}, ${spanText(windows)}`,
    generatedAt: input.generatedAt,
    sections: [summarySection(input), changesSection(input), impactSection(input), actionsSection(input)],
  };
}
