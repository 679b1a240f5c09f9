import type { Instant, Json } from "#kernel";
import type { ColumnBatch, Field } from "#tabular";
import type { Projection, Relation } from "./relation.js";

/** A Parquet file that was written completely. */
export interface WrittenFile {
  /** Absolute path. */
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

/** Runs relations: DuckDB here, Spark later; they differ only in the SQL that is generated. */
export interface AnalyticsEngine {
  /** Names and value types of a relation's columns. */
  fieldsOf(relation: Relation): Promise<readonly Field[]>;
  /** Number of rows. */
  count(relation: Relation): Promise<number>;
  /** The rows in order, in batches of at most `batchRows` (default 65,536), never all in memory. */
  stream(relation: Relation, options?: { batchRows?: number }): AsyncIterable<ColumnBatch>;
  /** Writes the rows to a new Parquet file (zstd) and makes it durable before it returns. */
  write(relation: Relation, path: string): Promise<WrittenFile>;
  /**
   * Writes batches that were made here to a new Parquet file, in constant memory, durable before it returns.
   * @param columns what the file's columns are made of, over `fields`; left out, the file has the fields as they are
   */
  writeBatches(
    fields: readonly Field[],
    batches: AsyncIterable<ColumnBatch>,
    path: string,
    columns?: readonly Projection[],
  ): Promise<WrittenFile>;
  /** Frees the engine. */
  close(): Promise<void>;
}

/** One immutable file of a table. */
export interface TableFile {
  /** Absolute path. */
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
  /** SHA-256 of the file's bytes. */
  readonly digest: string;
}

/** What one commit did to a table. */
export interface TableVersion {
  readonly table: string;
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly committedAt: Instant;
  /** The name under which the commit is exactly-once. */
  readonly operation: string;
  /** False for compaction: the same rows in other files. */
  readonly dataChange: boolean;
  readonly fields: readonly Field[];
  readonly added: readonly TableFile[];
  readonly removed: readonly TableFile[];
  /** Rows of the table after this commit. */
  readonly rowCount: number;
  /** Facts about the commit: producing run, source file, counts. */
  readonly summary: Json;
}

/** A table as it was at one version. */
export interface TableSnapshot {
  readonly table: string;
  /** 0 for a table that was never written. */
  readonly version: number;
  readonly fields: readonly Field[];
  readonly files: readonly TableFile[];
  readonly rowCount: number;
  /** SHA-256 over the digests of `files` in order: equal content of files, equal digest. */
  readonly digest: string;
}

/** A change to a table that is to be committed. */
export interface TableChange {
  /** Committing the same operation again changes nothing and returns the version of the first time. */
  readonly operation: string;
  readonly fields: readonly Field[];
  /** Complete files at paths from {@link TableStore.newFile}. */
  readonly add: readonly WrittenFile[];
  /** Files of the present snapshot that leave the table, by path. */
  readonly remove?: readonly string[];
  /** When given, the commit is refused with Conflict if the table has moved on. */
  readonly expectedVersion?: number;
  readonly dataChange?: boolean;
  readonly summary?: Json;
}

/** Which version of a table is meant: the newest (nothing given), a version number, or the newest at an instant. */
export type TableTime = { readonly version: number } | { readonly at: Instant };

/** Versioned tables of immutable Parquet files; a version exists once its manifest is committed. */
export interface TableStore {
  /** An absolute path for a new file of the table; nothing is visible until it is committed. */
  newFile(table: string): Promise<string>;
  /** Commits a change in one step; survives a kill at any moment as all or nothing. */
  commit(table: string, change: TableChange): Promise<TableVersion>;
  /** @throws NotFound `lake/version-not-found`, `lake/version-expired` when files of a past version were given up */
  snapshot(table: string, time?: TableTime): Promise<TableSnapshot>;
  /** All versions, oldest first. */
  versions(table: string): Promise<readonly TableVersion[]>;
  /** Names of all tables. */
  tables(): Promise<readonly string[]>;
  /** Removes files that no version names and that are older than `olderThanMs`; returns their paths. */
  removeOrphans(olderThanMs: number): Promise<readonly string[]>;
}

/** Where a {@link TableStore} keeps its manifests. */
export interface ManifestStore {
  /** The commit of that operation, if it happened. */
  find(table: string, operation: string): TableVersion | undefined;
  /**
   * Adds `next` as version `next.version` in one transaction. Returns false, changing nothing, when that version or that
   * operation exists already.
   */
  append(next: TableVersion): boolean;
  /** Versions above `after` (default 0), oldest first. */
  versions(table: string, range?: { readonly after?: number }): readonly TableVersion[];
  /** Names of tables that have a version. */
  tables(): readonly string[];
  /** Paths, as manifests name them, of files whose bytes were given up. */
  expired(): ReadonlySet<string>;
  /** Notes that the bytes of files are given up; their manifests stay. */
  expire(paths: readonly string[], at: Instant): void;
}
