import { plural } from "#kernel";
import type { Estimate } from "#metrics";
import type {
  ChangedDecision,
  FactDifference,
  MetricDifference,
  ReplayResult,
  SequentialEvidence,
  VersionComparison,
} from "#pipelines";
import { formatCount, formatMetric } from "./number.js";
import { renderTable, wrapText } from "./table.js";

const titles: Readonly<Record<string, string>> = {
  logLoss: "log loss",
  rocAuc: "AUC",
  brier: "Brier score",
  f1: "F1",
};

const minus = "\u2212";

function signed(value: number): string {
  const text = Math.abs(value).toFixed(4);
  if (Number(text) === 0) return " 0.0000";
  return `${value < 0 ? minus : "+"}${text}`;
}

function verdictOf({ difference, higherIsBetter }: MetricDifference): string {
  if (difference.low <= 0 && difference.high >= 0) return "not told apart";
  return difference.value > 0 === higherIsBetter ? "B is better" : "B is worse";
}

const intervalText = ({ value, low, high }: Estimate): string => `${signed(value)} [${signed(low)}, ${signed(high)}]`;

function metricTable(metrics: readonly MetricDifference[]): string {
  return renderTable(
    [{ title: "" }, { title: "A" }, { title: "B" }, { title: "B − A, 95 % interval" }, { title: "" }],
    metrics.map((metric) => [
      titles[metric.name] ?? metric.name,
      formatMetric(metric.baseline),
      formatMetric(metric.candidate),
      intervalText(metric.difference),
      verdictOf(metric),
    ]),
  );
}

function rowTable(rows: readonly ChangedDecision[]): string {
  return renderTable(
    [{ title: "  entity" }, { title: "A" }, { title: "B" }, { title: "label" }],
    rows.map(({ entity, a, b, label }) => [`  ${entity}`, formatMetric(a), formatMetric(b), String(label)]),
  );
}

function factText(value: unknown): string {
  if (value === null) return "–";
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}

function factTable(facts: readonly FactDifference[]): string {
  return renderTable(
    [{ title: "" }, { title: "" }, { title: "A" }, { title: "B" }],
    facts.map(({ kind, name, a, b }) => [kind, name, factText(a), factText(b)]),
  );
}

/** Evidence that may be looked at every day; `proven` stays proven although the e-value falls again. */
function sequentialText({ rows, eValue, highestEValue, threshold, isProven }: SequentialEvidence): string {
  const number = (value: number): string => (value >= 1000 ? formatCount(value) : value.toPrecision(3));
  const verdict = isProven
    ? `proven: it reached ${number(highestEValue)}`
    : `not proven; the highest so far was ${number(highestEValue)}`;
  return `Evidence that B is better, row by row over ${plural(rows, "row")} and valid however often it is looked at: ${number(eValue)}, ${threshold} wanted; ${verdict}.`;
}

/** Two versions side by side. */
export function printVersionComparison(result: VersionComparison): string {
  const { a, b, rows, caution, metrics, changed, facts, decision, sequential } = result;
  const count = changed.toPositive + changed.toNegative;
  const decisions = `${formatCount(count)} of ${plural(rows, "decision")} differ: ${changed.toPositive} become positive, ${changed.toNegative} negative; ${changed.rightUnderB} of them are right under B.`;
  return [
    `A = version ${a}, B = version ${b}, the same ${formatCount(rows)} test rows`,
    ...(caution === null ? [] : [wrapText(caution, 78)]),
    "",
    metricTable(metrics),
    "",
    wrapText(decisions, 78),
    ...(count === 0 ? [] : [rowTable(changed.largest.slice(0, 5))]),
    "",
    facts.length === 0 ? "parameters and lineage are the same" : factTable(facts),
    "",
    wrapText(sequentialText(sequential), 78),
    wrapText(`If B were the challenger of A, gates aside: ${decision.sentences[0] ?? decision.finding}`, 78),
  ].join("\n");
}

const shortened = (text: string): string => (/^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text.slice(0, 20));

/** Whether a run could be made again. */
export function printReplay({ runId, same, checks, sentence, seconds }: ReplayResult): string {
  const word = (check: ReplayResult["checks"][number]): string => {
    if (check.same) return "same";
    return check.decides ? "differs" : "other now";
  };
  const table = renderTable(
    [{ title: "" }, { title: "recorded" }, { title: "now" }, { title: "" }],
    checks.map((check) => [
      check.name,
      shortened(check.recorded),
      check.now === null ? "–" : shortened(check.now.replace(/^gone: .*/s, "gone")),
      word(check),
    ]),
  );
  const gone = checks.filter(({ now }) => now?.startsWith("gone: ") === true).map(({ now }) => wrapText(now!, 78));
  return [
    `${runId}: ${same ? "" : "NOT "}made again in ${seconds.toFixed(1)} s`,
    table,
    ...gone,
    wrapText(sentence, 78),
  ].join("\n");
}
