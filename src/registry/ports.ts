import type { Instant, Json } from "#kernel";
import type {
  Alias,
  AliasAction,
  AliasJournalEntry,
  AliasMove,
  ModelVersion,
  ValidationStatus,
} from "./model-version.js";

/** A version that is to be registered. */
export interface NewModelVersion {
  readonly name: string;
  readonly createdAt: Instant;
  readonly runId: string;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly lineage: Json;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** One decision about aliases. */
export interface AliasChange {
  readonly name: string;
  readonly moves: readonly AliasMove[];
  readonly action: AliasAction;
  readonly actor: string;
  readonly reason: string;
  readonly evidenceDigest: string | null;
  readonly at: Instant;
}

/** Keeps versions, aliases and their journal. */
export interface RegistryStore {
  /** Adds the next version; a second call for the same name and run returns the version of the first. */
  createVersion(version: NewModelVersion): ModelVersion;
  /** @throws NotFound `registry/version-not-found` */
  getVersion(name: string, version: number): ModelVersion;
  /** Newest first. */
  listVersions(name: string): readonly ModelVersion[];
  /** Adds tags and, when given, the verdict of a validation. @throws NotFound `registry/version-not-found` */
  annotate(
    name: string,
    version: number,
    change: {
      readonly tags?: Readonly<Record<string, string>>;
      readonly validation?: ValidationStatus;
      readonly validationDigest?: string;
    },
  ): void;
  /** Where each alias is now. */
  aliases(name: string): Readonly<Partial<Record<Alias, number>>>;
  /**
   * Makes all moves in one transaction and journals each, or none.
   * @throws Conflict `registry/alias-moved`, naming who moved it last, when an alias is not where the mover expected it
   */
  moveAliases(change: AliasChange): void;
  /** Oldest first. @throws ExternalFailure `registry/journal-broken` when the chain of digests does not hold */
  journal(name: string): readonly AliasJournalEntry[];
}

/** Keeps bytes under their SHA-256. */
export interface ArtifactStore {
  /** Stores bytes durably; storing them again changes nothing. @returns their SHA-256 */
  put(content: string | Uint8Array): Promise<string>;
  /**
   * The bytes, checked against their name.
   * @throws NotFound `artifact/not-found`, ExternalFailure `artifact/corrupt`
   */
  get(digest: string): Promise<Uint8Array>;
  /** Where the bytes are on disk. */
  pathOf(digest: string): string;
  /** Every stored digest. */
  list(): Promise<readonly string[]>;
}
