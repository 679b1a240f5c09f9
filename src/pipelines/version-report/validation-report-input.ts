import { instantOf } from "#kernel";
import type { Estimate } from "#metrics";
import type { ReportCheck, ReportPromotionNumber, ValidationReportInput } from "#reporting";
import { boundText, type CheckOutcome, type GateUnit, type PromotionNumber, valueText } from "#validation";
import { readValidation } from "../decision/challenger-approval.js";
import type { ModelVersion } from "#registry";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { metricsOf } from "./training-report-input.js";

function withInterval(value: number | null, interval: Estimate | null, unit: GateUnit): string {
  const text = valueText(value, unit);
  return interval === null ? text : `${text} [${valueText(interval.low, unit)}, ${valueText(interval.high, unit)}]`;
}

/** Longest note that stands beside a check's title; longer ones are in the gate's sentence. */
const longestNote = 40;

function titleOf({ title, note, champion, unit }: CheckOutcome): string {
  const words = [
    ...(note === null || note.length > longestNote ? [] : [note]),
    ...(champion === undefined ? [] : [`the champion has ${valueText(champion, unit)}`]),
  ];
  return words.length === 0 ? title : `${title} (${words.join("; ")})`;
}

function checkOf(check: CheckOutcome): ReportCheck {
  return {
    title: titleOf(check),
    value: withInterval(check.value, check.interval, check.unit),
    bound: boundText(check.bound, check.unit),
    verdict: check.verdict,
    sampleSize: check.sampleSize,
  };
}

function numberOf({ title, value, interval, unit, margin, state }: PromotionNumber): ReportPromotionNumber {
  return {
    title,
    value: withInterval(value, interval, unit),
    margin: margin === null ? "–" : valueText(margin, unit),
    state,
  };
}

/** What a person decided on the strength of this report; null when nobody did. */
function laterDecision({ name, version, validationDigest }: ModelVersion, ports: PipelinePorts): string | null {
  const entry = ports.registry
    .journal(name)
    .findLast(
      ({ action, from, to, evidenceDigest, actor }) =>
        evidenceDigest === validationDigest &&
        !actor.startsWith("policy:") &&
        ((action === "promote" && to === version) || (action === "reject" && from === version)),
    );
  if (entry === undefined) return null;
  const done = entry.action === "promote" ? "Approved" : "Rejected";
  return `${done} by ${entry.actor}, ${entry.at.slice(0, 10)}: ${entry.reason}`;
}

/**
 * Everything a page about a version's newest validation tells, read from the stored report.
 * @throws NotFound `registry/version-not-found`; NotReady `approval/not-validated`; ExternalFailure `approval/report-damaged`
 */
export async function validationReportInput(
  number: number,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ValidationReportInput> {
  const version = ports.registry.getVersion(settings.name, number);
  const report = await readValidation(version, ports);
  const { gates, decision, test } = report;
  // The table of numbers tells these already.
  const told = new Set(decision.numbers.map(({ sentence }) => sentence));
  const aliases = Object.entries(ports.registry.aliases(settings.name));
  return {
    project: settings.name,
    generatedAt: instantOf(ports.clock),
    confidence: 0.95,
    model: { name: version.name, version: number, alias: aliases.find(([, on]) => on === number)?.[0] ?? null },
    championVersion: report.championVersion,
    validatedAt: report.validatedAt,
    testRows: test.sampleSize,
    baseRate: test.baseRate,
    metrics: metricsOf(report),
    verdict: gates.verdict,
    sentence: gates.sentence,
    gates: gates.gates.map(({ title, verdict, required, sentence }) => ({ title, verdict, required, sentence })),
    checks: gates.gates.flatMap((gate) => gate.checks.map(checkOf)),
    decision: {
      kind: decision.kind,
      policy: decision.policy,
      sentences: decision.sentences.filter((sentence) => !told.has(sentence)),
      numbers: decision.numbers.map(numberOf),
      later: laterDecision(version, ports),
    },
    slices: report.slices.map(({ slice, sampleSize, baseRate, auc }) => ({
      slice,
      sampleSize,
      baseRate,
      auc: { value: auc.value, interval: [auc.low, auc.high] as const },
    })),
    origin: [
      { label: "Validated", value: report.validatedAt, kind: "text" },
      { label: "Report", value: version.validationDigest ?? "", kind: "digest" },
      { label: "Test rows", value: report.testDigest, kind: "digest" },
      ...Object.entries(report.artifacts).map(([label, value]) => ({ label, value, kind: "digest" as const })),
    ],
  };
}
