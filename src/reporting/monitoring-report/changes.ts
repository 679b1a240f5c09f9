import { plural } from "#kernel";
import { cells, chips, counts, figures, type ItemColumn, prose, quantities, tableOf, words } from "../item-table.js";
import { countFormat, decimalFormat, formatNumber } from "../number-format.js";
import type { Block, ChipStatus, FoldBlock, PageSection, TableBlock } from "../page-model.js";
import { spanText, windowText } from "../time-text.js";
import {
  attributionChart,
  columnsByWeight,
  distributionCaption,
  distributionChart,
  driftMap,
  leadingScore,
} from "./drift-charts.js";
import type { MonitoringReportInput, ReportColumn, ReportDriftWindow, ReportScore, ReportSeverity } from "./input.js";
import { faultBlocks } from "./faults.js";
import { changeFinding } from "./findings.js";
import { signedPoints } from "./impact-finding.js";
import { multivariateBlocks } from "./multivariate.js";
import { chanceText, enumerated, severityCell } from "./words.js";

type ChangesInput = Pick<MonitoringReportInput, "drift" | "distributions" | "faults">;

/** What changed: the map, the columns behind it, the faults of the data, and how every number came about. */
export function changesSection(input: ChangesInput): PageSection {
  const { text } = changeFinding(input);
  const blocks: Block[] = [{ kind: "paragraph", text }];
  const last = input.drift.findLast(({ rows }) => rows > 0);
  if (last !== undefined) {
    const caption = mapCaption(input.drift);
    blocks.push({ kind: "figure", chart: driftMap(input.drift), caption, width: "full" });
  }
  for (const distribution of input.distributions) {
    const chart = distributionChart(distribution);
    blocks.push({ kind: "figure", chart, caption: distributionCaption(distribution), width: "half" });
  }
  if (last !== undefined)
    blocks.push(...attributionBlocks(last), alarmTable(input.drift), scoreTable(last), ...folds(last));
  blocks.push(...multivariateBlocks(input.drift));
  blocks.push(...faultBlocks(input.faults));
  return { id: "changes", title: "What changed", blocks };
}

function mapCaption(drift: readonly ReportDriftWindow[]): string {
  const alarms = drift.filter(({ isAlarm }) => isAlarm).length;
  const failed = new Set(
    drift.flatMap(({ columns }) => columns.filter(({ failure }) => failure !== null).map(({ name }) => name)),
  );
  const broken = failed.size === 0 ? "" : ` Not judged: ${enumerated([...failed])}.`;
  return `${spanText(drift)}; an alarm in ${plural(alarms, "window")}. Columns with findings stand on top.${broken}`;
}

function attributionBlocks(window: ReportDriftWindow): readonly Block[] {
  const chart = attributionChart(window);
  if (chart === null) return [];
  const caption = `Newest windows together, up to ${windowText(window)}: mean score ${signedPoints(window.meanScoreShift)}, positive decisions ${signedPoints(window.decisionShift)}. The steps add up exactly.`;
  return [{ kind: "figure", chart, caption, width: "half" }];
}

/** Most lines of a list of windows; the chart shows them all. */
const mostLines = 20;

/** Neighbouring windows about which the same was found. */
interface Episode {
  readonly first: ReportDriftWindow;
  readonly last: ReportDriftWindow;
  readonly windows: number;
  readonly rows: number;
  readonly evidence: number;
  /** The most that any of them matters. */
  readonly worst: ReportSeverity;
}

function episodesOf(drift: readonly ReportDriftWindow[]): readonly Episode[] {
  const episodes: Episode[] = [];
  for (const window of drift) {
    const before = episodes.at(-1);
    const same = before !== undefined && before.last.end === window.start && keyOf(before.last) === keyOf(window);
    if (same) {
      const rows = before.rows + window.rows;
      const evidence = Math.max(before.evidence, window.evidence);
      const worst = graver(before.worst, window.severity);
      episodes[episodes.length - 1] = { ...before, last: window, windows: before.windows + 1, rows, evidence, worst };
    } else {
      const { rows, evidence, severity: worst } = window;
      episodes.push({ first: window, last: window, windows: 1, rows, evidence, worst });
    }
  }
  return episodes.filter(({ last, worst }) => last.isAlarm || worst !== "none");
}

const severities: readonly ReportSeverity[] = ["none", "info", "warn", "act"];

const graver = (left: ReportSeverity, right: ReportSeverity): ReportSeverity =>
  severities.indexOf(left) < severities.indexOf(right) ? right : left;

/** What windows of one episode share; how much it matters goes up and down in between. */
const keyOf = ({ isAlarm, severity, culprits, modelVersion }: ReportDriftWindow): string =>
  JSON.stringify([isAlarm, severity === "none", modelVersion, culprits.toSorted()]);

function alarmTable(drift: readonly ReportDriftWindow[]): Block {
  const episodes = episodesOf(drift).toReversed();
  if (episodes.length === 0) return { kind: "paragraph", text: "No window raised an alarm." };
  const shown = episodes.slice(0, mostLines);
  const more = shown.length < episodes.length ? `, the newest ${mostLines} of ${episodes.length}` : "";
  return tableOf(`Alarms, neighbouring windows together${more}; evidence beyond its bound raises one`, shown, [
    words("When", ({ first, last }) => windowText({ start: first.start, end: last.end })),
    cells("At most", ({ worst }) => severityCell(worst)),
    counts("Windows", ({ windows }) => windows),
    counts("n", ({ rows }) => rows),
    figures("Most evidence", ({ evidence }) => evidenceText(evidence)),
    figures("Bound", ({ last }) => evidenceText(last.bound)),
    prose(
      "What was found last",
      ({ last }) => `${last.sentence}${last.revision > 1 ? ` Revision ${last.revision}.` : ""}`,
    ),
  ]);
}

/** Evidence grows by factors: below ten its decimals count, in thousands they do not. */
const evidenceText = (evidence: number): string =>
  formatNumber(evidence, evidence < 100 ? decimalFormat(2) : countFormat);

const three = decimalFormat(3);

function scoreTable(window: ReportDriftWindow): TableBlock {
  const order = columnsByWeight([window]);
  const columns = order.map((name) => window.columns.find((column) => column.name === name)!);
  const caption = `All columns on ${windowText(window)} alone, against the reference of version ${window.modelVersion}; alarms go by several windows together. The table drift_metrics has every score of every window`;
  const number = (label: string, pick: (score: ReportScore) => number | null): ItemColumn<ReportColumn> =>
    quantities(label, (column) => ({ value: scoreNumber(column, pick), format: three }));
  const rows = (label: string, pick: (score: ReportScore) => number): ItemColumn<ReportColumn> =>
    counts(label, (column) => scoreNumber(column, pick));
  return tableOf(caption, columns, [
    words("Column", ({ name }) => name),
    words("Score", (column) => column.failure ?? leadingScore(column)?.method ?? "none"),
    number("Value", ({ value }) => value),
    number("Less chance", ({ corrected }) => corrected),
    figures("q", (column) => chanceText(leadingScore(column)?.qValue ?? null)),
    rows("n now", (score) => score.rows),
    rows("n then", ({ referenceRows }) => referenceRows),
    chips("This window", verdictLook),
  ]);
}

function scoreNumber(column: ReportColumn, pick: (score: ReportScore) => number | null): number | null {
  const leading = leadingScore(column);
  return leading === null ? null : pick(leading);
}

function verdictLook({ failure, isMaterial }: ReportColumn): readonly [ChipStatus, string] {
  if (failure !== null) return ["error", "not judged"];
  return isMaterial ? ["failed", "differs"] : ["passed", "as before"];
}

/** Columns whose numbers are told in full; those of all are in the table `drift_metrics`. */
const mostFolds = 6;

/** How the numbers of the newest window came about, one fold per column with a finding, or one where there is none. */
function folds(window: ReportDriftWindow): readonly FoldBlock[] {
  const columns = columnsByWeight([window])
    .map((name) => window.columns.find((column) => column.name === name)!)
    .filter(({ scores }) => scores.length > 0);
  const found = columns.filter(({ name, isMaterial }) => isMaterial || window.culprits.includes(name));
  return (found.length === 0 ? columns.slice(0, 1) : found).slice(0, mostFolds).map((column) => ({
    kind: "fold",
    summary: `How the numbers of ${column.name} were computed`,
    items: column.scores.map((score) => {
      const number = (value: number | null): string => formatNumber(value, decimalFormat(4));
      const text =
        `${number(score.value)}; n ${score.rows} now, ${score.referenceRows} then; ${plural(score.bins, "bin")}; ` +
        `by chance alone ${number(score.nullExpectation)}; p ${chanceText(score.pValue)}; q over all columns ` +
        `${chanceText(score.qValue)}; less chance ${number(score.corrected)}; error at most ${number(score.errorBound)}; ` +
        `convention ${score.convention}`;
      return { term: score.method, text };
    }),
  }));
}
