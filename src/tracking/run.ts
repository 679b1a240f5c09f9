import type { Instant, Json } from "#kernel";

/** What a run is about. */
export type RunKind = "training" | "trial" | "validation" | "inference";

/** Where a run stands. `killed` is a run whose process died before it ended. */
export type RunStatus = "running" | "finished" | "failed" | "killed";

/** One value of a metric. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  /** Round, trial or day; 0 for a single value. */
  readonly step: number;
}

/** One execution that is tracked: its parameters, metrics and artifacts. Trials are runs whose parent is a training run. */
export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly parentId: string | null;
  readonly status: RunStatus;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly params: Readonly<Record<string, Json>>;
  /** The newest value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Artifact name → SHA-256 of its bytes. */
  readonly artifacts: Readonly<Record<string, string>>;
}
