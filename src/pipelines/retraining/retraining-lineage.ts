import type { Instant, Json } from "#kernel";
import type { ModelVersion } from "#registry";
import type { BoosterParams } from "#training";

/** What the lineage of a version that came out of a retraining has beside the usual. */
export interface RetrainingLineage {
  readonly recipe: string;
  readonly championVersion: number;
  readonly championRun: string;
  readonly decisionId: string;
  readonly incidentId: string | null;
  /** The verdict that called for it. */
  readonly verdict: string;
  /** Version of the inference log that its rows were read at. */
  readonly logVersion: number;
  /** Epoch ms: nothing predicted later was trained on. */
  readonly trainedThrough: number;
  /** Epoch ms: the rows that judge were predicted from here on. */
  readonly holdoutFrom: number;
  /** When labels were looked at. */
  readonly asOf: Instant;
  /** Parameters and rounds of a full fit, which later retrainings start from. */
  readonly params: BoosterParams;
  readonly rounds: number;
  /** Whether labels proved that the world changed, so that the reference set of before no longer binds. */
  readonly worldChanged: boolean;
}

/** The retraining a version came out of; null for one that was trained from the project's own data alone. */
export function retrainingOf({ lineage }: Pick<ModelVersion, "lineage">): RetrainingLineage | null {
  const { retraining } = lineage as { readonly retraining?: Json };
  return retraining === undefined ? null : (retraining as unknown as RetrainingLineage);
}
