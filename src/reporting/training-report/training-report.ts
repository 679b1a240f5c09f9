import type { PageModel, PageSection } from "../page-model.js";
import { businessSection, riskSection } from "./business.js";
import { decisionSection } from "./decision.js";
import { driversSection } from "./drivers.js";
import type { TrainingReportInput } from "./input.js";
import { qualitySection } from "./quality.js";
import { summarySection } from "./summary.js";
import { searchSection } from "./search.js";
import { gatesSection } from "./validation.js";

const sections: readonly ((input: TrainingReportInput) => PageSection | null)[] = [
  summarySection,
  qualitySection,
  decisionSection,
  businessSection,
  riskSection,
  driversSection,
  gatesSection,
  searchSection,
  lineageSection,
];

/**
 * The training report as a page: is the model good, what does it earn, who is at risk, what drives it, where it comes from.
 * @param input plain records; parts that are absent are left out
 */
export function trainingReport(input: TrainingReportInput): PageModel {
  const { model } = input;
  const version = model.version === null ? "" : ` version ${model.version}`;
  return {
    eyebrow: input.project,
    title: "Training report",
    subtitle: `${model.name}${version}${model.alias === null ? "" : `, ${model.alias}`}`,
    generatedAt: input.generatedAt,
    sections: sections.map((build) => build(input)).filter((section) => section !== null),
  };
}

/** Where the model comes from: data versions, digests, seeds, library. */
function lineageSection(input: TrainingReportInput): PageSection | null {
  const { lineage } = input;
  if (lineage === undefined || lineage.length === 0) return null;
  const items = lineage.map(({ label, value, kind }) => ({ term: label, text: value, code: kind === "digest" }));
  return { id: "lineage", title: "Lineage", blocks: [{ kind: "definitions", items }] };
}
