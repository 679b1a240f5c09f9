import { plural } from "#kernel";
import type { MonitoringPageResult, PredictionResult, ReportResult } from "#app";
import type { BusinessValue } from "#inference";
import { formatCount, formatMetric, formatMoney, formatShare } from "./number.js";
import { renderTable, wrapText } from "./table.js";

/** Money in one line: `net 167,100 USD [160,000, 174,000]`. */
export function moneyText(business: BusinessValue): string {
  const { currency } = business.terms;
  const [low, high] = business.netProfitInterval.map(formatCount);
  return `${formatMoney(business.netProfit, currency)} [${low}, ${high}]`;
}

/** What a prediction did. */
export function printPrediction(result: PredictionResult): string {
  const { bands, business } = result;
  const band = (name: "High" | "Medium" | "Low"): string =>
    `${formatCount(bands[name])} (${formatShare(result.rows === 0 ? 0 : bands[name] / result.rows)})`;
  const facts = [
    ["scored", `${plural(result.rows, "row")} by model version ${result.modelVersion}`],
    ...(result.kind === "file"
      ? [["quarantined", formatCount(result.quarantined)]]
      : [["table", `predictions version ${result.predictionsVersion}`]]),
    ["predicted positive", `${formatCount(result.predictedPositive)} at threshold ${formatMetric(result.threshold)}`],
    ["High risk", band("High")],
    ["Medium risk", band("Medium")],
    ["Low risk", band("Low")],
    [
      "worth contacting",
      `${formatCount(business.contacted)} at probability ≥ ${formatMetric(business.contactThreshold)}`,
    ],
    ["expected profit", `${moneyText(business)}, 95 %`],
    ["contact everybody", formatMoney(business.contactAllProfit, result.currency)],
    ...(result.output === null ? [] : [["written to", result.output]]),
    ...(result.kind === "population" || result.log === null
      ? []
      : [["inference log", `${plural(result.log.rows, "row")}${result.log.alreadyLogged ? ", logged before" : ""}`]]),
  ];
  const top = result.highRisk
    .slice(0, 5)
    .flatMap(({ entity, probability, reasons }) => [
      `  ${entity}  ${formatMetric(probability)}`,
      ...reasons.slice(0, 2).map(({ sentence }) => wrapText(sentence, 78, "      ")),
    ]);
  return [
    renderTable([{ title: "" }, { title: "" }], facts),
    ...(top.length === 0 ? [] : ["", "highest risk, and the strongest reasons that can be changed", ...top]),
  ].join("\n");
}

/** Where the report is. */
export function printReportFile(result: ReportResult): string {
  return `${result.kind} report about version ${result.version}: ${result.file}`;
}

/** Where the page about production is. */
export function printMonitoringPage({ incident, file }: MonitoringPageResult): string {
  return incident === null ? `monitoring report: ${file}` : `report about incident ${incident}: ${file}`;
}
