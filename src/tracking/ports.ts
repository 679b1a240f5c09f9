import type { Instant, Json } from "#kernel";
import type { MetricPoint, Run, RunKind, RunStatus } from "./run.js";

/** A run that begins. */
export interface NewRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly parentId?: string;
  readonly startedAt: Instant;
  readonly params?: Readonly<Record<string, Json>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What is added to a run in one transaction; params, tags and artifacts of the same name are replaced. */
export interface RunUpdate {
  readonly params?: Readonly<Record<string, Json>>;
  readonly metrics?: readonly MetricPoint[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly status?: RunStatus;
  readonly endedAt?: Instant;
}

/** Which runs are meant; newest first. */
export interface RunQuery {
  readonly kind?: RunKind;
  readonly parentId?: string;
  readonly status?: RunStatus;
  /** Most rows; default 100. */
  readonly limit?: number;
}

/** Keeps runs. */
export interface RunStore {
  /** Adds a run with status `running`. @throws Conflict `tracking/run-exists` */
  create(run: NewRun): void;
  /** Adds a finished or failed run with all its facts in one transaction (a trial). @throws Conflict `tracking/run-exists` */
  record(run: NewRun, outcome: RunUpdate): void;
  /** @throws NotFound `tracking/run-not-found` */
  update(id: string, update: RunUpdate): void;
  /** @throws NotFound `tracking/run-not-found` */
  get(id: string): Run;
  search(query: RunQuery): readonly Run[];
  /** All values of one metric by step. */
  metricHistory(id: string, name: string): readonly MetricPoint[];
}
