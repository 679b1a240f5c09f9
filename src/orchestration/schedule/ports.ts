import type { Json } from "#kernel";
import type { JobSpec } from "../spec/job-spec.js";

/** A job as it was put into force. */
export interface JobDefinition {
  readonly job: string;
  readonly spec: JobSpec;
  /** Whether somebody paused it; its calendar and trigger rest, by hand it starts. */
  readonly paused: boolean;
  /** Epoch milliseconds. */
  readonly appliedAt: number;
}

/** Something that happened outside and may start jobs. */
export interface RaisedEvent {
  /** Grows with every event. */
  readonly sequence: number;
  /** Says what it is about; an event of a key that was raised before is the same event. */
  readonly key: string;
  readonly payload: Json;
  readonly at: number;
}

/** Keeps what is in force, how far each source of runs has been followed, and events. */
export interface ScheduleStore {
  /** In order of name. */
  definitions(): readonly JobDefinition[];
  /** Puts a definition into force, in place of the one before. */
  define(definition: JobDefinition): void;
  /** How far a job has followed a source; null = not yet. */
  cursor(job: string, source: string): Json;
  moveCursor(job: string, source: string, to: Json): void;
  /** Keeps an event; false when one of its key is there. */
  raise(event: Omit<RaisedEvent, "sequence">): boolean;
  /** Events after a sequence number, in order. */
  raisedAfter(sequence: number): readonly RaisedEvent[];
}

/** A version of a table. */
export interface TableState {
  /** 0 = no version yet. */
  readonly version: number;
  readonly committedAt: number;
}

/** A move of an alias. */
export interface AliasMove {
  readonly sequence: number;
  readonly alias: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** What triggers watch. */
export interface ChangeSource {
  tableState(table: string): TableState;
  /** Moves after a sequence number, in order. */
  aliasMovesAfter(sequence: number): readonly AliasMove[];
}
