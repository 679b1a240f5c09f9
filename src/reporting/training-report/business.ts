import { cells, counts, figures, type ItemColumn, quantities, sentences, tableOf, words } from "../item-table.js";
import { countFormat, formatCount, decimalFormat, formatNumber, moneyFormat, percentFormat } from "../number-format.js";
import type { Block, HeadlineBlock, PageSection, TableBlock } from "../page-model.js";
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
  const range = ({ low, high }: ReportBand): string =>
    [low, high].map((bound) => formatNumber(bound, decimalFormat(2))).join(" – ");
  return tableOf("Risk bands", bands, [
    words("Band", ({ name }) => name),
    figures("Probability", range),
    counts("Count", ({ count }) => count),
    shares("Share", ({ count }) => (total === 0 ? null : count / total)),
    ...(observed ? [shares<ReportBand>("Observed", (band) => band.observed ?? null)] : []),
  ]);
}

function shares<Item>(label: string, value: (item: Item) => number | null): ItemColumn<Item> {
  return quantities(label, (item) => ({ value: value(item), format: percentFormat(1) }));
}

function highRiskTable(highRisk: ReportHighRisk, entities: string): TableBlock {
  const { entities: shown, total } = highRisk;
  const reasons = shown.some((entity) => (entity.reasons ?? []).length > 0);
  const caption = `Highest risk: the first ${formatCount(shown.length)} of ${formatCount(total)} ${entities}`;
  return tableOf(caption, shown, [
    cells("Entity", ({ entity }) => ({ kind: "code", text: entity })),
    shares("Probability", ({ probability }) => probability),
    words("Band", ({ band }) => band),
    ...(reasons ? [sentences<(typeof shown)[number]>("Reasons", (entity) => entity.reasons ?? [])] : []),
  ]);
}

function comparisonTable(comparison: readonly ReportComparison[]): TableBlock {
  return tableOf("High risk compared with low risk", comparison, [
    words("Feature", ({ feature }) => feature),
    words("Compared", ({ measure }) => measure),
    quantities("High risk", ({ high, format }) => ({ value: high, format })),
    quantities("Low risk", ({ low, format }) => ({ value: low, format })),
  ]);
}
