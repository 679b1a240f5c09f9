import { countFormat, formatCount, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import {
  type Block,
  type FoldBlock,
  type PageSection,
  quantityCell,
  type TableBlock,
  textCell,
} from "../page-model.js";
import { windowText } from "../time-text.js";
import type { MonitoringReportInput, ReportPerformance } from "./input.js";
import { confusionOverTime, performanceTimeline } from "./performance-charts.js";
import { impactFinding } from "./summary.js";
import { plural } from "./words.js";

type ImpactInput = Pick<MonitoringReportInput, "drift" | "performance" | "promotions" | "confidence">;

/** Does it matter: performance as far as it is known. */
export function impactSection(input: ImpactInput): PageSection {
  const { text } = impactFinding(input);
  const blocks: Block[] = [{ kind: "paragraph", text }];
  const { performance } = input;
  if (performance !== null && performance.windows.length > 0) {
    const chart = performanceTimeline(performance, input.promotions);
    blocks.push({ kind: "figure", chart, caption: timelineCaption(performance), width: "full" });
    blocks.push(
      ...confusionBlocks(performance),
      performanceTable(performance),
      methodFold(performance, input.confidence),
    );
  }
  return { id: "impact", title: "Does it matter?", blocks };
}

function timelineCaption({ windows, metric }: ReportPerformance): string {
  const count = (stage: string): number => windows.filter((window) => window.stage === stage).length;
  const without = windows.filter(({ value }) => value === null).length;
  const gaps = without === 0 ? "" : ` ${plural(without, "window")} without a number; the reasons are in the table.`;
  return (
    `${metric} by window: ${formatCount(count("mature"))} with all labels, ${formatCount(count("partial"))} with some, ` +
    `${formatCount(count("estimated"))} estimated without any.${gaps}`
  );
}

function confusionBlocks(performance: ReportPerformance): readonly Block[] {
  const known = performance.windows.filter(({ confusion }) => confusion !== null);
  const last = known.at(-1);
  if (last === undefined) {
    return [{ kind: "paragraph", text: "Right and wrong decisions cannot be counted yet: no window has its labels." }];
  }
  const { truePositives, falseNegatives, falsePositives } = last.confusion!;
  const caption =
    `On ${windowText(last)}, the newest with labels (n ${formatCount(last.labelled)}): ${formatCount(truePositives)} found, ` +
    `${formatCount(falseNegatives)} missed, ${formatCount(falsePositives)} false alarms.`;
  return [{ kind: "figure", chart: confusionOverTime(performance), caption, width: "full" }];
}

const mostWindows = 30;

function performanceTable({ windows, metric, format }: ReportPerformance): TableBlock {
  const shown = windows.toReversed().slice(0, mostWindows);
  const more = shown.length < windows.length ? `, the newest ${mostWindows} of ${windows.length}` : "";
  return {
    kind: "table",
    caption: `${metric} by window${more}`,
    narrow: "stack",
    columns: [
      { label: "Window", align: "text" },
      { label: "Stage", align: "text" },
      { label: metric, align: "number" },
      { label: "n", align: "number" },
      { label: "Labelled", align: "number" },
      { label: "Coverage", align: "number" },
      { label: "Remark", align: "text", prose: true },
    ],
    rows: shown.map(({ value, interval, reason, revision, ...window }) => [
      textCell(windowText(window)),
      textCell(window.stage),
      quantityCell({ value, format, ...(interval === undefined ? {} : { interval }) }),
      quantityCell({ value: window.rows, format: countFormat }),
      quantityCell({ value: window.labelled, format: countFormat }),
      quantityCell({ value: window.coverage, format: percentFormat(0) }),
      textCell([reason, revision > 1 ? `revision ${revision}` : null].filter((part) => part !== null).join("; ")),
    ]),
  };
}

function methodFold({ metric, training, format }: ReportPerformance, confidence: number): FoldBlock {
  const share = formatNumber(confidence, percentFormat(0));
  const quantity = (value: NonNullable<ReportPerformance["training"]>): string =>
    `${formatQuantity({ value: value.value, format, ...(value.interval === undefined ? {} : { interval: value.interval }) })} on ${plural(value.rows, "row")}`;
  return {
    kind: "fold",
    summary: `How ${metric} was computed`,
    items: [
      {
        term: "Definition",
        text: "Same metric, same averaging, same threshold as at training; rows the business acted on are left out.",
      },
      {
        term: "Estimated",
        text: "From calibrated probabilities alone, before labels come. Blind to a change of what the inputs mean.",
      },
      {
        term: "Partial",
        text: "Some labels are known. Those that come early are mostly positives, so the number is still the estimate.",
      },
      { term: "Mature", text: "At least 95 % of the labels are known, or none will come any more." },
      { term: "Interval", text: `${share}.` },
      { term: "At training", text: training === null ? "unknown" : quantity(training) },
    ],
  };
}
