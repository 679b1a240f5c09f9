import { plural } from "#kernel";
import { chips, counts, prose, quantities, tableOf, words } from "../item-table.js";
import { formatCount, formatNumber, formatQuantity, percentFormat } from "../number-format.js";
import type { Block, ChipStatus, FoldBlock, PageSection, TableBlock } from "../page-model.js";
import { windowText } from "../time-text.js";
import type { TimelineStage } from "../time-chart-model.js";
import type { MonitoringReportInput, ReportPerformance, ReportPerformanceWindow } from "./input.js";
import { confusionOverTime, performanceTimeline } from "./performance-charts.js";
import { impactFinding } from "./impact-finding.js";
import { streamBlocks } from "./streams.js";
import { measured } from "./words.js";

type ImpactInput = Pick<MonitoringReportInput, "drift" | "performance" | "judgements" | "promotions" | "confidence"> & {
  readonly model?: MonitoringReportInput["model"];
  readonly streams?: MonitoringReportInput["streams"];
};

/** Does it matter: performance as far as it is known. */
export function impactSection(input: ImpactInput): PageSection {
  const { text } = impactFinding(input);
  const blocks: Block[] = [{ kind: "paragraph", text }];
  const [lead, ...others] = input.performance.filter(({ windows }) => windows.length > 0);
  if (lead !== undefined) {
    const figureOf = (performance: ReportPerformance, width: "full" | "half"): Block => {
      const chart = performanceTimeline(performance, input.promotions);
      return { kind: "figure", chart, caption: timelineCaption(performance), width };
    };
    blocks.push(figureOf(lead, "full"), ...others.map((other) => figureOf(other, "half")));
    blocks.push(...confusionBlocks(lead), performanceTable([lead, ...others]), methodFold(lead, input.confidence));
  }
  blocks.push(...streamBlocks(input.streams ?? []));
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

const mostWindows = 20;

const stageLooks: Readonly<Record<TimelineStage, readonly [ChipStatus, string]>> = {
  mature: ["passed", "all labels"],
  partial: ["error", "some labels"],
  estimated: ["info", "estimated"],
};

function remarkOf({ reason, isRunning }: ReportPerformanceWindow): string {
  return [isRunning ? "not ended yet" : null, reason].filter((part) => part !== null).join("; ");
}

/** Windows by metrics, the newest window first. */
function performanceTable(metrics: readonly ReportPerformance[]): TableBlock {
  const windows = metrics[0]!.windows.map((window, place) => ({ window, place })).toReversed();
  const shown = windows.slice(0, mostWindows);
  const isRemarked = shown.some(({ window }) => remarkOf(window) !== "");
  const more = shown.length < windows.length ? `, the newest ${mostWindows} of ${windows.length}` : "";
  const caption = `Performance by window${more}; what does not rest on all labels is estimated from scores`;
  return tableOf(caption, shown, [
    words("Window", ({ window }) => windowText(window)),
    chips("Rests on", ({ window }) => stageLooks[window.stage]),
    ...metrics.map(({ metric, windows: ofMetric, format }) =>
      quantities<(typeof shown)[number]>(metric, ({ place }) =>
        measured(ofMetric[place]?.value ?? null, format, ofMetric[place]?.interval),
      ),
    ),
    counts("n", ({ window }) => window.rows),
    quantities("Coverage", ({ window }) => ({ value: window.coverage, format: percentFormat(0) })),
    ...(isRemarked ? [prose<(typeof shown)[number]>("Remark", ({ window }) => remarkOf(window))] : []),
  ]);
}

/** The loss that an alert needs, as a share of the number at training. */
function performanceLoss(
  [first]: ReportPerformance["training"],
  direction: ReportPerformance["direction"],
): number | null {
  if (first === undefined) return null;
  const share = first.alertBound / first.value - 1;
  return direction === "higher" ? -share : share;
}

function methodFold({ metric, training, format, direction }: ReportPerformance, confidence: number): FoldBlock {
  const share = formatNumber(confidence, percentFormat(0));
  const trained = training.map(
    ({ modelVersion, value, interval, rows }) =>
      `version ${modelVersion}: ${formatQuantity(measured(value, format, interval))} on ${plural(rows, "row")}`,
  );
  const loss = formatNumber(performanceLoss(training, direction), percentFormat(0));
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
      { term: "At training", text: trained.length === 0 ? "unknown" : trained.join("; ") },
      {
        term: "Alert",
        text: `Worse than at training by ${loss} or more, and by more than chance, on enough windows together; a single window is too few rows.`,
      },
    ],
  };
}
