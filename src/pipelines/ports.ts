import type { RawFileReader } from "#ingestion";
import type { ScorerFactory } from "#inference";
import type { Clock, Ids, Progress } from "#kernel";
import type { Outbox } from "#notifications";
import type { LabelLedger, PerformanceStore, WindowStore } from "#monitoring";
import type { JobStore } from "#orchestration";
import type { ArtifactStore, RegistryStore } from "#registry";
import type { AnalyticsEngine, TableStore } from "#relation";
import type { DecisionStore, IncidentStore } from "#retraining";
import type { RunStore } from "#tracking";
import type { Trainer } from "#training";
import type { StudyStore } from "#tuning";

/** Everything outside that the stages use. What is slow to start is started when it is first asked for. */
export interface PipelinePorts {
  readonly clock: Clock;
  /** Milliseconds since some moment, with fractions, never going back. */
  readonly stopwatch: () => number;
  readonly ids: Ids;
  readonly progress: Progress;
  readonly tables: TableStore;
  readonly runs: RunStore;
  readonly registry: RegistryStore;
  readonly artifacts: ArtifactStore;
  readonly studies: StudyStore;
  readonly jobs: JobStore;
  /** What people are to be told. */
  readonly outbox: Outbox;
  readonly incidents: IncidentStore;
  readonly decisions: DecisionStore;
  /** Runs work whose writes to stores of metadata are kept all together or not at all; it must not be asynchronous. */
  readonly transaction: <Result>(work: () => Result) => Result;
  /** Predictions and late labels as they find each other. */
  readonly ledger: LabelLedger;
  readonly performance: PerformanceStore;
  /** Profiles of windows and what is said about them. */
  readonly windows: WindowStore;
  readonly engine: () => Promise<AnalyticsEngine>;
  /** Raw files of the project's data source at this moment. */
  readonly sources: () => readonly string[];
  readonly reader: () => Promise<RawFileReader>;
  readonly trainer: () => Promise<Trainer>;
  readonly scorers: () => Promise<ScorerFactory>;
}
