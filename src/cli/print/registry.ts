import type { ModelDetail } from "#app";
import type { ApprovalResult, PendingApproval, RegistrationResult, ValidationResult } from "#pipelines";
import type { AliasJournalEntry } from "#registry";
import type { GateReport } from "#validation";
import colors from "picocolors";
import { formatCount, formatMetric } from "./number.js";
import { renderPairs, renderTable, wrapText } from "./table.js";

/** What registration did. */
export function printRegistration(result: RegistrationResult): string {
  return `version ${result.version} registered from ${result.runId}\nloaded again, ${result.exampleRows} example rows score as they did\nnext: driftloop validate ${result.version}`;
}

/** All versions. */
export function printModels(models: readonly ModelDetail[]): string {
  if (models.length === 0) return "no versions yet; make one with: driftloop run training";
  return renderTable(
    [
      { title: "version", align: "right" },
      { title: "aliases" },
      { title: "validation" },
      { title: "test AUC", align: "right" },
      { title: "created" },
    ],
    models.map((model) => [
      String(model.version),
      model.aliases.join(", "),
      model.validation,
      formatMetric(model.metrics["test_rocAuc"] ?? Number.NaN),
      model.createdAt.slice(0, 10),
    ]),
  );
}

/** Versions that wait for a person. */
export function printPending(pending: readonly PendingApproval[]): string {
  if (pending.length === 0) return "nothing waits for a person";
  return pending
    .map(({ version, isChallenger, validatedAt, recommendation, sentence, championVersion, isOutdated }) => {
      const against = championVersion === null ? "no champion" : `champion ${championVersion}`;
      const next = isOutdated
        ? `champion changed since; next: driftloop validate ${version}`
        : `next: driftloop approve ${version} | driftloop reject ${version} --comment "…"`;
      return [
        `version ${version}${isChallenger ? " (challenger)" : ""}, validated ${validatedAt.slice(0, 10)} against ${against}: ${recommendation} recommended`,
        wrapText(sentence, 78, "  "),
        `  ${next}`,
      ].join("\n");
    })
    .join("\n\n");
}

/** One version. @param lineage its facts in words */
export function printModel(model: ModelDetail, lineage: Readonly<Record<string, string | number>>): string {
  return [
    `${model.name} version ${model.version}${model.aliases.length === 0 ? "" : `  (${model.aliases.join(", ")})`}`,
    `created ${model.createdAt}, validation ${model.validation}`,
    "lineage",
    renderPairs(Object.entries(lineage)),
    "artifacts",
    renderPairs(Object.entries(model.artifacts)),
    "tags",
    renderPairs(Object.entries(model.tags)),
  ].join("\n");
}

/** The alias history. */
export function printHistory(entries: readonly AliasJournalEntry[]): string {
  if (entries.length === 0) return "no alias was ever moved";
  return entries
    .map((entry) => {
      const move = `${entry.alias}: ${entry.from ?? "none"} → ${entry.to ?? "none"}`;
      return `${String(entry.sequence).padStart(3)}  ${entry.at}  ${entry.action}  ${move}  by ${entry.actor}\n${wrapText(entry.reason, 78, "     ")}`;
    })
    .join("\n");
}

const chips = { passed: colors.green("passed"), failed: colors.red("failed"), error: colors.red("error ") } as const;

/** The gates, one line each with its sentence. */
export function printGates(report: GateReport): string {
  return report.gates
    .map(({ verdict, title, required, sentence }) => {
      const optional = required ? "" : colors.dim(" (shown only)");
      return `${chips[verdict]}  ${title}${optional}\n${wrapText(sentence, 78, "        ")}`;
    })
    .join("\n");
}

/** A person may overrule the decision either way, never the gates; what comes first is what the decision recommends. */
function nextStep({ version, decision }: ValidationResult): string {
  const approve = `driftloop approve ${version}`;
  if (decision.recommendation === "promote") return `next: ${approve}`;
  return `next: driftloop reject ${version} --comment "…", or ${approve} against the recommendation`;
}

/** What validation found. */
export function printValidation(result: ValidationResult): string {
  const against =
    result.championVersion === null
      ? "no champion to compare with"
      : `against champion version ${result.championVersion}`;
  const decision = result.isChampion ? ["it is the champion: nothing to decide"] : result.decision.sentences;
  return [
    `version ${result.version}, ${against}, ${formatCount(result.gates.rows)} test rows`,
    "",
    printGates(result.gates),
    "",
    wrapText(result.gates.sentence, 78),
    ...decision.map((sentence) => wrapText(sentence, 78)),
    ...(result.verdict === "passed" && !result.isChampion ? [nextStep(result)] : []),
  ].join("\n");
}

/** What a decision did. */
export function printApproval(result: ApprovalResult): string {
  const words = {
    promoted: `version ${result.version} is champion now`,
    kept: `version ${result.version} is not promoted; champion stays ${result.champion ?? "none"}`,
    pending: `version ${result.version} waits for a person`,
    rejected: `version ${result.version} is rejected; champion stays ${result.champion ?? "none"}`,
    "rolled-back": `champion is version ${result.champion} again; version ${result.previousChampion} is previous champion`,
    unchanged: `nothing to do: version ${result.version} is champion already`,
  } as const;
  return `${words[result.action]}\n${wrapText(result.reason, 78, "  ")}`;
}
