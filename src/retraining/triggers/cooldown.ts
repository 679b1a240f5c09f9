import { parseDuration } from "#kernel";
import type { DecisionRecord } from "../decision-record.js";
import type { RetrainingOptions } from "../options.js";
import type { Verdict } from "./verdict.js";
import type { TriggerState } from "./trigger-state.js";

/** A time in which no evaluation run starts by itself. */
export interface Cooldown {
  /** Epoch ms. */
  readonly until: number;
  readonly lengthMs: number;
  /** Challengers that were rejected since the last promotion. */
  readonly rejections: number;
}

/** Options that set the quiet time. */
export type CooldownOptions = Pick<RetrainingOptions, "cooldown" | "longestCooldown">;

/**
 * How long it is quiet after an evaluation run.
 * @param rejections challengers that were rejected since the last promotion; more of them never make it shorter
 */
export function cooldownLength(rejections: number, horizonMs: number, options: CooldownOptions): number {
  const base = Math.max(parseDuration(options.cooldown), horizonMs / 6);
  const longest = Math.max(base, parseDuration(options.longestCooldown));
  return Math.min(longest, base * 2 ** Math.min(rejections, 30));
}

const isRejection = ({ result }: DecisionRecord): boolean =>
  result?.outcome === "rejected" || result?.outcome === "refused";

/** Evaluation runs that ended since the last promotion, and the one that promoted, newest first. */
function sincePromotion(evaluations: readonly DecisionRecord[]): readonly DecisionRecord[] {
  const ended = evaluations.filter(({ result }) => result !== null && result.outcome !== "failed");
  const promotion = ended.findIndex(({ result }) => result?.outcome === "promoted");
  return promotion < 0 ? ended : ended.slice(0, promotion + 1);
}

/** The quiet time that the past asks for; null when there is none. */
export function cooldownOf(state: TriggerState, options: CooldownOptions): Cooldown | null {
  const chain = sincePromotion(state.evaluations);
  const starts = [...chain.map(({ result }) => result!.at), ...state.promotions];
  if (starts.length === 0) return null;
  const rejections = chain.filter(isRejection).length;
  const lengthMs = cooldownLength(rejections, state.horizonMs, options);
  return { until: Math.max(...starts) + lengthMs, lengthMs, rejections };
}

/**
 * Whether a verdict is about something that the evaluation runs since the last promotion were not about: other culprits, or
 * evidence where they ran only because of the model's age.
 */
export function isNewTrouble({ kind, incident }: Verdict, state: TriggerState): boolean {
  const chain = sincePromotion(state.evaluations);
  if (chain.some(({ result }) => result?.outcome === "promoted") || chain.length === 0) {
    return isOtherCulprits(incident?.culprits ?? [], chain);
  }
  if (kind !== "age" && chain.every(({ verdict }) => verdict === "age")) return true;
  return isOtherCulprits(incident?.culprits ?? [], chain);
}

function isOtherCulprits(culprits: readonly string[], chain: readonly DecisionRecord[]): boolean {
  const known = new Set(chain.flatMap((decision) => decision.culprits));
  return culprits.length > 0 && known.size > 0 && !culprits.some((culprit) => known.has(culprit));
}
