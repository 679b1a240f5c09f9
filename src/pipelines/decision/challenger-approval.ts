import { canonicalJson, conflict, externalFailure, instantOf, messageOf, notReady } from "#kernel";
import type { Message } from "#notifications";
import {
  type AliasAction,
  type AliasJournalEntry,
  type AliasMove,
  type AliasPlaces,
  type ModelVersion,
  promotionMoves,
  rejectionMoves,
  rollbackMoves,
} from "#registry";
import type { GateReport, PromotionDecision } from "#validation";
import type { ValidationReport } from "../validation-report.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** What a decision about a version did. */
export interface ApprovalResult {
  readonly version: number;
  readonly action: "promoted" | "kept" | "pending" | "rejected" | "rolled-back" | "unchanged";
  /** Whether the version is champion now. */
  readonly promoted: boolean;
  readonly champion: number | null;
  readonly previousChampion: number | null;
  /** Why, for a person: a clause without what was done. */
  readonly reason: string;
}

/** Who asks for an approval. */
export interface ApprovalRequest {
  readonly version: number;
  readonly actor: string;
  /** A policy decides by the rules; a person may promote under policy `manual`. */
  readonly by: "policy" | "person";
  readonly comment?: string;
}

function resultOf(
  version: number,
  action: ApprovalResult["action"],
  reason: string,
  context: { readonly settings: PipelineSettings; readonly ports: PipelinePorts },
): ApprovalResult {
  const aliases = context.ports.registry.aliases(context.settings.name);
  return {
    version,
    action,
    promoted: aliases.champion === version,
    champion: aliases.champion ?? null,
    previousChampion: aliases.previous_champion ?? null,
    reason,
  };
}

/** A report as it may have been stored: decisions did not always tell their reason apart. */
type StoredReport = Omit<ValidationReport, "decision"> & {
  readonly decision: Omit<PromotionDecision, "reason"> & { readonly reason?: string };
};

function withReason({ decision, ...report }: StoredReport): ValidationReport {
  return { ...report, decision: { ...decision, reason: decision.reason ?? decision.sentences[0] ?? "" } };
}

async function storedReport(number: number, digest: string, ports: PipelinePorts): Promise<ValidationReport> {
  try {
    return withReason(JSON.parse(new TextDecoder().decode(await ports.artifacts.get(digest))) as StoredReport);
  } catch (thrown) {
    throw externalFailure(
      "approval/report-damaged",
      `the validation report of version ${number} cannot be read (${messageOf(thrown)}); run \`driftloop validate ${number}\` again`,
    );
  }
}

/**
 * The stored report of a version's validation, checked to be about the bytes that would be promoted.
 * @throws NotReady `approval/not-validated`; ExternalFailure `approval/report-damaged`; Conflict `approval/other-bytes`
 */
export async function readValidation(version: ModelVersion, ports: PipelinePorts): Promise<ValidationReport> {
  if (version.validationDigest === null) {
    throw notReady(
      "approval/not-validated",
      `version ${version.version} has not been validated; run \`driftloop validate ${version.version}\``,
    );
  }
  const report = await storedReport(version.version, version.validationDigest, ports);
  if (report.format !== 1 || report.version !== version.version || report.name !== version.name) {
    throw externalFailure(
      "approval/report-damaged",
      `the validation report of version ${version.version} is about something else; validate it again`,
    );
  }
  if (canonicalJson(report.artifacts) !== canonicalJson(version.artifacts)) {
    throw conflict(
      "approval/other-bytes",
      `version ${version.version} does not hold the bytes that were validated; it is not promoted`,
    );
  }
  return report;
}

/** Reads every artifact of a version; the store compares bytes and digest. */
async function checkBytes(version: ModelVersion, ports: PipelinePorts): Promise<void> {
  for (const digest of Object.values(version.artifacts)) await ports.artifacts.get(digest);
}

function checkSameChampion(
  report: ValidationReport,
  aliases: AliasPlaces,
  journal: readonly AliasJournalEntry[],
): void {
  const champion = aliases.champion ?? null;
  if (champion === report.championVersion || champion === report.version) return;
  const last = journal.findLast(({ alias }) => alias === "champion");
  const mover = last === undefined ? "" : ` (${last.actor} moved it, at ${last.at})`;
  throw conflict(
    "approval/champion-changed",
    `version ${report.version} was validated against champion ${report.championVersion ?? "none"}, but champion is ${champion ?? "none"} now${mover}; validate it again`,
  );
}

interface Change {
  readonly action: AliasAction;
  readonly moves: readonly AliasMove[];
  readonly actor: string;
  readonly reason: string;
  readonly evidenceDigest: string | null;
}

function moveAliases(change: Change, settings: PipelineSettings, ports: PipelinePorts): void {
  ports.registry.moveAliases({ ...change, name: settings.name, at: instantOf(ports.clock) });
}

/** Why a version became champion: an approval that was interrupted after the promotion tells the same when it is repeated. */
function whyChampion(version: number, settings: PipelineSettings, { registry }: PipelinePorts): string {
  const promotion = registry.journal(settings.name).findLast(({ alias, to }) => alias === "champion" && to === version);
  return promotion?.reason ?? `version ${version} is champion already`;
}

interface Ruling {
  readonly promote: boolean;
  readonly action: "kept" | "pending" | "rejected";
  readonly reason: string;
}

/** Which required gates stand in the way. */
function gatesReason({ gates, sentence }: GateReport): string {
  const titles = gates.filter(({ required, verdict }) => required && verdict !== "passed").map(({ title }) => title);
  return titles.length === 0 ? sentence : `required gates were not passed (${titles.join(", ")})`;
}

/** What the stored decision means for this request: a person may overrule all of it except the gates. */
function rulingOf({ gates, decision }: ValidationReport, request: ApprovalRequest): Ruling {
  if (gates.verdict !== "passed") return { promote: false, action: "kept", reason: gatesReason(gates) };
  if (request.by === "person") {
    const overruled =
      decision.recommendation === "promote" ? "" : ` (the recommendation was: ${decision.recommendation})`;
    return { promote: true, action: "kept", reason: `${request.comment ?? "approved by a person"}${overruled}` };
  }
  const actions = { promote: "kept", keep: "kept", blocked: "kept", pending: "pending", reject: "rejected" } as const;
  return { promote: decision.kind === "promote", action: actions[decision.kind], reason: decision.reason };
}

function waitsForPerson(report: ValidationReport): Message {
  const { version, championVersion, validatedAt } = report;
  const champion = championVersion === null ? "none" : `version ${championVersion}`;
  return {
    kind: "approval-pending",
    key: `approval:${version}`,
    severity: "act",
    title: `Version ${version} waits for your approval`,
    structure: "account",
    sentences: [
      `Version ${version} has passed its gates. ${report.decision.sentences[0] ?? ""}`.trim(),
      "The promotion policy of this project asks a person before the champion changes.",
      `The champion (${champion}) stays in service until then.`,
      `Read \`driftloop report ${version} --validation\`, then run \`driftloop approve ${version}\` or \`driftloop reject ${version}\`.`,
    ],
    facts: [
      { label: "Version", value: String(version) },
      { label: "Champion", value: champion },
      { label: "Validated", value: validatedAt },
      { label: "Recommendation", value: report.decision.recommendation },
    ],
    occurredAt: validatedAt,
  };
}

/**
 * Promotes a validated version or says why not. All aliases move in one transaction; when somebody else moved one in the
 * meantime, nothing happens.
 * @throws Conflict `registry/alias-moved`, `approval/champion-changed`, `approval/other-bytes`; NotReady
 *   `approval/not-validated`; ExternalFailure `approval/report-damaged`, `artifact/corrupt`
 */
export async function approveChallenger(
  request: ApprovalRequest,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ApprovalResult> {
  const context = { settings, ports };
  const version = ports.registry.getVersion(settings.name, request.version);
  const report = await readValidation(version, ports);
  const aliases = ports.registry.aliases(settings.name);
  if (aliases.champion === request.version) {
    return resultOf(request.version, "unchanged", whyChampion(request.version, settings, ports), context);
  }
  checkSameChampion(report, aliases, ports.registry.journal(settings.name));
  const ruling = rulingOf(report, request);
  if (ruling.action === "pending") ports.outbox.enqueue(waitsForPerson(report));
  if (!ruling.promote) return resultOf(request.version, ruling.action, ruling.reason, context);
  await checkBytes(version, ports);
  moveAliases(
    {
      action: "promote",
      moves: promotionMoves(aliases, request.version),
      actor: request.actor,
      reason: ruling.reason,
      evidenceDigest: version.validationDigest,
    },
    settings,
    ports,
  );
  return resultOf(request.version, "promoted", ruling.reason, context);
}

/**
 * Takes the alias challenger from a version.
 * @throws NotReady `registry/not-challenger`
 */
export function rejectChallenger(
  request: { readonly version: number; readonly actor: string; readonly comment: string },
  settings: PipelineSettings,
  ports: PipelinePorts,
): ApprovalResult {
  const moves = rejectionMoves(ports.registry.aliases(settings.name), request.version);
  const { version, actor, comment } = request;
  const evidenceDigest = ports.registry.getVersion(settings.name, version).validationDigest;
  moveAliases({ action: "reject", moves, actor, reason: comment, evidenceDigest }, settings, ports);
  return resultOf(version, "rejected", comment, { settings, ports });
}

/**
 * Swaps champion and previous_champion.
 * @throws NotReady `registry/nothing-to-roll-back`; ExternalFailure `artifact/corrupt` when the version to go back to is damaged
 */
export async function rollbackChampion(
  request: { readonly actor: string; readonly comment: string },
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<ApprovalResult> {
  const moves = rollbackMoves(ports.registry.aliases(settings.name));
  const version = moves[0]!.version!;
  await checkBytes(ports.registry.getVersion(settings.name, version), ports);
  moveAliases(
    { action: "rollback", moves, actor: request.actor, reason: request.comment, evidenceDigest: null },
    settings,
    ports,
  );
  return resultOf(version, "rolled-back", request.comment, { settings, ports });
}
