import type { Instant } from "#kernel";
import type { AliasJournalEntry, ModelVersion } from "#registry";
import type { PromotionFinding, PromotionKind } from "#validation";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";
import { readValidation } from "./challenger-approval.js";

/** A version that waits for a person. */
export interface PendingApproval {
  readonly version: number;
  /** Whether it is the challenger now; another one was registered since when it is not. */
  readonly isChallenger: boolean;
  readonly validatedAt: Instant;
  /** What policy `auto` would do. */
  readonly recommendation: PromotionKind;
  readonly finding: PromotionFinding;
  /** Why it waits and what is recommended, for a person. */
  readonly sentence: string;
  /** The champion it was compared with; null when there was none. */
  readonly championVersion: number | null;
  /** Whether another version became champion since: then it has to be validated again before it can be approved. */
  readonly isOutdated: boolean;
}

/** Whether somebody decided about a version after its validation. */
function isDecided(version: number, validatedAt: Instant, journal: readonly AliasJournalEntry[]): boolean {
  return journal.some(({ action, alias, from, to, at }) => {
    const isAbout = action === "reject" ? from === version : alias === "champion" && to === version;
    return isAbout && action !== "register" && at >= validatedAt;
  });
}

async function pendingOf(
  version: ModelVersion,
  journal: readonly AliasJournalEntry[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<readonly PendingApproval[]> {
  const { decision, validatedAt, championVersion } = await readValidation(version, ports);
  const aliases = ports.registry.aliases(settings.name);
  const isWaiting = decision.kind === "pending" && aliases.champion !== version.version;
  if (!isWaiting || isDecided(version.version, validatedAt, journal)) return [];
  return [
    {
      version: version.version,
      isChallenger: aliases.challenger === version.version,
      validatedAt,
      recommendation: decision.recommendation,
      finding: decision.finding,
      sentence: decision.sentences[0] ?? "",
      championVersion,
      isOutdated: (aliases.champion ?? null) !== championVersion,
    },
  ];
}

/**
 * Versions whose gates passed and about which a person has to decide: all under policy `manual`, and those that policy `auto`
 * does not dare to promote. Newest first; decided ones are gone.
 * @throws ExternalFailure `approval/report-damaged`, `artifact/corrupt`; Conflict `approval/other-bytes`
 */
export async function pendingApprovals(
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<readonly PendingApproval[]> {
  const validated = ports.registry.listVersions(settings.name).filter(({ validation }) => validation === "passed");
  const journal = ports.registry.journal(settings.name);
  const found: PendingApproval[] = [];
  for (const version of validated) found.push(...(await pendingOf(version, journal, settings, ports)));
  return found;
}
