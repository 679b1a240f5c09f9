import type { Instant, Json } from "#kernel";

/** How far a version got. */
export type ValidationStatus = "none" | "passed" | "failed" | "error";

/** An immutable, numbered model with its artifacts and lineage; only tags, validation and approval change later. */
export interface ModelVersion {
  readonly name: string;
  /** 1, 2, 3, … */
  readonly version: number;
  readonly createdAt: Instant;
  readonly runId: string;
  /** Artifact name (`model.json`, `booster.txt`, `model-card.md`) → SHA-256 of its bytes. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Where it came from: table versions, digests of training and test rows, code, configuration, library. */
  readonly lineage: Json;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly validation: ValidationStatus;
  /** SHA-256 of the newest validation report's bytes. */
  readonly validationDigest: string | null;
}

/** The movable names a version can carry. */
export type Alias = "champion" | "challenger" | "previous_champion";

/** One alias on one version; `version` null takes the alias away. */
export interface AliasMove {
  readonly alias: Alias;
  /** The version the mover believes the alias to be on; the whole change is refused when it is elsewhere. */
  readonly expected: number | null;
  readonly version: number | null;
}

/** Why aliases moved. */
export type AliasAction = "register" | "promote" | "reject" | "rollback";

/** One line of the alias history. It can be read, never changed. */
export interface AliasJournalEntry {
  readonly sequence: number;
  readonly at: Instant;
  readonly name: string;
  readonly action: AliasAction;
  readonly alias: Alias;
  readonly from: number | null;
  readonly to: number | null;
  /** Who: a person's name, or `policy:auto`. */
  readonly actor: string;
  readonly reason: string;
  /** SHA-256 of the report the move rests on. */
  readonly evidenceDigest: string | null;
  /** SHA-256 over this entry and the previous entry's digest: a changed journal is noticed. */
  readonly digest: string;
}
