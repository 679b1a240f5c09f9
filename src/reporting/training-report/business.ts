import { countFormat, formatCount, decimalFormat, formatNumber, moneyFormat, percentFormat } from "../number-format.js";
import {
  type Block,
  type HeadlineBlock,
  type PageSection,
  quantityCell,
  type TableBlock,
  type TableCell,
  textCell,
} from "../page-model.js";
import type { ReportBand, ReportBusiness, ReportComparison, ReportHighRisk, TrainingReportInput } from "./input.js";
import { quantityOf } from "./metric-words.js";

/**
 * What using the model is worth.
 * @param input the report's input
 * @returns null without business numbers
 */
export function businessSection(input: TrainingReportInput): PageSection | null {
  const { business } = input;
  if (business === undefined) return null;
  const assumption: Block = {
    kind: "paragraph",
    text:
      "Computed from calibrated probabilities of the scored rows, never from a constant: expected positives are the sum " +
      "of the probabilities, and each contacted one is kept with the configured success rate.",
  };
  return { id: "business", title: "Business impact", blocks: [businessCards(business, input), assumption] };
}

function businessCards(business: ReportBusiness, input: TrainingReportInput): HeadlineBlock {
  const money = moneyFormat(business.currency);
  const share = formatNumber(business.contacted / business.scored, percentFormat(1));
  const all = business.contactAllProfit;
  return {
    kind: "headline",
    confidence: input.confidence,
    numbers: [
      {
        label: "Contacted",
        quantity: { value: business.contacted, format: countFormat },
        remark: `${share} of ${formatCount(business.scored)} scored ${input.data.entities}`,
      },
      {
        label: "Expected positives",
        quantity: quantityOf(business.expectedPositives, countFormat),
      },
      {
        label: "Expected to be kept",
        quantity: quantityOf(business.expectedSaved, countFormat),
      },
      {
        label: "Expected net profit",
        quantity: quantityOf(business.netProfit, money),
        remark:
          all === undefined
            ? `after ${formatNumber(business.cost, money)} of contacts`
            : `contact all: ${formatNumber(all, money)}`,
        definition: `Value of the ${input.data.entities} expected to be kept, less ${formatNumber(business.cost, money)} for the contacts.`,
      },
    ],
  };
}

/**
 * Who is at risk: bands, the list to work through, and how the groups differ.
 * @param input the report's input
 * @returns null when the input has none of it
 */
export function riskSection(input: TrainingReportInput): PageSection | null {
  const blocks: Block[] = [];
  if (input.bands !== undefined) blocks.push(bandTable(input.bands));
  if (input.highRisk !== undefined) blocks.push(highRiskTable(input.highRisk, input.data.entities));
  if (input.comparison !== undefined) blocks.push(comparisonTable(input.comparison));
  return blocks.length === 0 ? null : { id: "risk", title: "Who is at risk", blocks };
}

function bandTable(bands: readonly ReportBand[]): TableBlock {
  const total = bands.reduce((sum, band) => sum + band.count, 0);
  const observed = bands.some((band) => band.observed !== undefined);
  return {
    kind: "table",
    caption: "Risk bands",
    narrow: "stack",
    columns: [
      { label: "Band", align: "text" },
      { label: "Probability", align: "number" },
      { label: "Count", align: "number" },
      { label: "Share", align: "number" },
      { label: "Mean probability", align: "number" },
      ...(observed ? [{ label: "Observed", align: "number" } as const] : []),
    ],
    rows: bands.map((band) => bandCells(band, total, observed)),
  };
}

function bandCells(band: ReportBand, total: number, observed: boolean): TableCell[] {
  const range = [band.low, band.high].map((bound) => formatNumber(bound, decimalFormat(2)));
  const cells = [
    textCell(band.name),
    textCell(range.join(" – ")),
    quantityCell({ value: band.count, format: countFormat }),
    shareCell(total === 0 ? null : band.count / total),
    shareCell(band.meanProbability),
  ];
  return observed ? [...cells, shareCell(band.observed ?? null)] : cells;
}

function shareCell(value: number | null): TableCell {
  return quantityCell({ value, format: percentFormat(1) });
}

function highRiskTable(highRisk: ReportHighRisk, entities: string): TableBlock {
  const { entities: shown, total } = highRisk;
  const reasons = shown.some((entity) => (entity.reasons ?? []).length > 0);
  return {
    kind: "table",
    caption: `Highest risk: the first ${formatCount(shown.length)} of ${formatCount(total)} ${entities}`,
    narrow: "stack",
    columns: [
      { label: "Entity", align: "text" },
      { label: "Probability", align: "number" },
      { label: "Band", align: "text" },
      ...(reasons ? [{ label: "Reasons", align: "text", prose: true } as const] : []),
    ],
    rows: shown.map((entity) => highRiskCells(entity, reasons)),
  };
}

function highRiskCells(entity: ReportHighRisk["entities"][number], reasons: boolean): TableCell[] {
  const cells: TableCell[] = [
    { kind: "code", text: entity.entity },
    shareCell(entity.probability),
    textCell(entity.band),
  ];
  return reasons ? [...cells, { kind: "list", items: entity.reasons ?? [] }] : cells;
}

function comparisonTable(comparison: readonly ReportComparison[]): TableBlock {
  return {
    kind: "table",
    caption: "High risk compared with low risk",
    narrow: "stack",
    columns: [
      { label: "Feature", align: "text" },
      { label: "Compared", align: "text" },
      { label: "High risk", align: "number" },
      { label: "Low risk", align: "number" },
    ],
    rows: comparison.map((row) => [
      textCell(row.feature),
      textCell(row.measure),
      quantityCell({ value: row.high, format: row.format }),
      quantityCell({ value: row.low, format: row.format }),
    ]),
  };
}
