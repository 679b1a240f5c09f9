import { plural } from "#kernel";
import type { ExplainResult } from "#app";
import type { ReasonCode } from "#inference";
import type { ExplainedEntity } from "#pipelines";
import { formatCount, formatMetric, formatShare } from "./number.js";
import { renderTable, wrapText } from "./table.js";

const noneActionable =
  "No feature is marked actionable in driftloop.yaml, so there is nothing to tell a business user; --all shows every feature.";

/** Change of probability in percentage points, with its sign. */
function points(effect: number): string {
  const text = Math.abs(100 * effect).toFixed(1);
  return Number(text) === 0 ? "0.0" : `${effect < 0 ? "\u2212" : "+"}${text}`;
}

const shortest = (value: number | string | null): string => {
  if (value === null) return "missing";
  if (typeof value === "string") return value.length > 25 ? `${value.slice(0, 24)}…` : value;
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
};

function reasonTable(reasons: readonly ReasonCode[]): string {
  return renderTable(
    [{ title: "  points", align: "right" }, { title: "feature" }, { title: "value" }, { title: "typical" }],
    reasons.map(({ effect, feature, value, typical }) => [points(effect), feature, shortest(value), shortest(typical)]),
  );
}

function columnTable(byColumn: Readonly<Record<string, number>>): string {
  const ranked = Object.entries(byColumn).toSorted(([, left], [, right]) => Math.abs(right) - Math.abs(left));
  return renderTable(
    [{ title: "  log-odds", align: "right" }, { title: "column" }],
    ranked.map(([column, part]) => [`${part < 0 ? "\u2212" : "+"}${Math.abs(part).toFixed(3)}`, column]),
  );
}

function printEntity({ explained, modelVersion, audience, hasActionable }: ExplainResult & { kind: "entity" }): string {
  const { entity, probability, band, baseProbability, reasons, byColumn } = explained;
  const head = `${entity}: probability ${formatShare(probability)}, ${band} risk, by version ${modelVersion}`;
  const start = `A row of which nothing is known would get ${formatShare(baseProbability)}. Each line says how many points the probability would lose without it.`;
  if (audience === "auditor") {
    return [
      head,
      wrapText(start, 78),
      "",
      reasonTable(reasons),
      "",
      "by column of the data",
      columnTable(byColumn),
    ].join("\n");
  }
  if (reasons.length === 0) {
    const why = hasActionable ? "Nothing that can be changed speaks for the positive class." : noneActionable;
    return [head, wrapText(why, 78)].join("\n");
  }
  const title = "what speaks for it and can be changed (--all shows every feature)";
  return [head, wrapText(start, 78), "", title, reasonTable(reasons)].join("\n");
}

function rowLines({ entity, probability, band, reasons }: ExplainedEntity): readonly string[] {
  const told = reasons.slice(0, 4).map(({ sentence }) => wrapText(sentence, 78, "    "));
  return [`  ${entity || "–"}  ${formatMetric(probability)}  ${band}`, ...told];
}

function printFile(result: ExplainResult & { kind: "file" }): string {
  const { source, rows, quarantined, modelVersion, highest, output, hasActionable, audience } = result;
  return [
    `${source}: ${plural(rows, "row")} explained by version ${modelVersion}; ${formatCount(quarantined)} quarantined`,
    ...(output === null ? [] : [`written to ${output}`]),
    ...(audience === "business" && !hasActionable ? [wrapText(noneActionable, 78)] : []),
    ...(highest.length === 0 ? [] : ["", "highest probability"]),
    ...highest.slice(0, 5).flatMap(rowLines),
  ].join("\n");
}

/** Why rows got their probabilities. */
export function printExplanation(result: ExplainResult): string {
  return result.kind === "entity" ? printEntity(result) : printFile(result);
}
