import { join, resolve } from "node:path";
import { createRawFileReader, duckdbEngineOf, openDuckdb } from "#adapters/duckdb";
import { createLake } from "#adapters/lake";
import { realWaiting } from "#adapters/process";
import type { ensureLightgbm } from "#adapters/lightgbm";
import {
  createSqliteDecisionStore,
  createSqliteEnvelopeStore,
  createSqliteIncidentStore,
  createSqliteJobStore,
  createSqliteLabelLedger,
  createSqliteManifestStore,
  createSqliteOutboxStore,
  createSqlitePerformanceStore,
  createSqliteRegistryStore,
  createSqliteRunStore,
  createSqliteStudyStore,
  createSqliteWindowStore,
  type Metadata,
  openMetadata,
} from "#adapters/sqlite";
import { createArtifactStore, sourceFiles } from "#adapters/system";
import { type Environment, loadProjectFolder, type ProjectConfig, readEnvironment } from "#config";
import { createForestScorerFactory, type ScorerFactory } from "#inference";
import { type Clock, createIds, DriftloopError, type Ids, parseDuration, type Progress } from "#kernel";
import { createOutbox, type EnvelopeStore, type OutboxStore } from "#notifications";
import type { Waiting } from "#orchestration";
import type { PipelinePorts, PipelineSettings } from "#pipelines";
import { type Once, once } from "./once.js";

/** What opening a project needs from its caller. */
export interface ProjectOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Version of this program, kept with everything it makes. */
  readonly codeVersion: string;
  /** How jobs wait; real time when left out. A virtual clock moves on instead. */
  readonly waiting?: Waiting;
  /**
   * Whether finished work waits until it is on disk; default true. A world that is made up can do without: it survives a kill
   * all the same, and after a power cut it can be lived through again.
   */
  readonly isSynced?: boolean;
}

/** A project at work. */
export interface Project {
  /** Absolute path. */
  readonly folder: string;
  readonly config: ProjectConfig;
  readonly settings: PipelineSettings;
  readonly ports: PipelinePorts;
  readonly metadata: Metadata;
  readonly environment: Environment;
  readonly waiting: Waiting;
  /** What is on its way to people. */
  readonly mailroom: { readonly outbox: OutboxStore; readonly envelopes: EnvelopeStore };
  /** Ends workers and frees files; stored state is complete at every moment without it. */
  close(): Promise<void>;
}

/** Where a project keeps its state. */
export function stateFolderOf(folder: string): string {
  return join(folder, ".driftloop");
}

function settingsOf(config: ProjectConfig, codeVersion: string): PipelineSettings {
  return {
    name: config.name,
    contract: config.contract,
    times: { availableAt: config.data.availableAt },
    definitions: config.definitions,
    split: config.split,
    training: config.training,
    validation: config.validation,
    promotion: config.promotion,
    inference: config.inference,
    business: config.business,
    monitoring: config.monitoring,
    labelHorizonMs: parseDuration(config.data.label.horizon),
    retraining: config.retraining,
    configDigest: config.digest,
    codeVersion,
  };
}

/** Scores with LightGBM, or, where its library cannot be had, with the forest walker, which explains nothing. */
async function openScorers(locator: Parameters<typeof ensureLightgbm>[0]): Promise<ScorerFactory> {
  const lightgbm = await import("#adapters/lightgbm");
  try {
    await lightgbm.ensureLightgbm(locator);
  } catch (error) {
    if (!(error instanceof DriftloopError) || error.code !== "lightgbm/library-not-found") throw error;
    return createForestScorerFactory();
  }
  return lightgbm.createLightgbmScorerFactory(locator);
}

function openLake(
  state: string,
  metadata: Metadata,
  ports: { readonly clock: Clock; readonly ids: Ids; readonly isSynced: boolean },
): PipelinePorts["tables"] {
  return createLake(join(state, "lake"), { manifests: createSqliteManifestStore(metadata), ...ports });
}

async function closeAll(opened: readonly Once<{ close(): Promise<void> }>[], metadata: Metadata): Promise<void> {
  for (const each of opened) await each.close((made) => made.close());
  metadata.close();
}

/** What lives in the metadata database, beside the outbox. */
function storesOf(metadata: Metadata) {
  return {
    runs: createSqliteRunStore(metadata),
    registry: createSqliteRegistryStore(metadata),
    studies: createSqliteStudyStore(metadata),
    jobs: createSqliteJobStore(metadata),
    incidents: createSqliteIncidentStore(metadata),
    decisions: createSqliteDecisionStore(metadata),
    transaction: <Result>(work: () => Result): Result => metadata.transaction(work),
  } satisfies Partial<PipelinePorts>;
}

/**
 * Opens the project in a folder: its configuration, its stores, and, when they are first used, DuckDB and LightGBM.
 * @throws NotFound `config/no-project`; InvalidInput for what is wrong in the project file
 */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const { folder, config } = loadProjectFolder(options.folder);
  const environment = readEnvironment();
  const state = stateFolderOf(folder);
  const { isSynced = true } = options;
  const metadata = await openMetadata(join(state, "metadata.sqlite"), { isSynced });
  const mailroom = { outbox: createSqliteOutboxStore(metadata), envelopes: createSqliteEnvelopeStore(metadata) };
  const ids = createIds(options.clock);
  const database = once(() => openDuckdb({ temporaryDirectory: state, isSynced }));
  const locator = { libraryPath: environment.lightgbmLibrary, cacheFolder: environment.cacheFolder };
  const trainer = once(async () => (await import("#adapters/lightgbm")).createLightgbmTrainer(locator));
  const scorers = once(() => openScorers(locator));
  const ports: PipelinePorts = {
    clock: options.clock,
    stopwatch: () => performance.now(),
    ids,
    progress: options.progress,
    tables: openLake(state, metadata, { clock: options.clock, ids, isSynced }),
    ...storesOf(metadata),
    artifacts: createArtifactStore(join(state, "artifacts")),
    outbox: createOutbox(mailroom.outbox, options.clock),
    ledger: createSqliteLabelLedger(metadata),
    performance: createSqlitePerformanceStore(metadata),
    windows: createSqliteWindowStore(metadata),
    engine: once(async () => duckdbEngineOf(await database())),
    sources: () => sourceFiles(resolve(folder, config.data.source)),
    reader: once(async () => createRawFileReader(await database())),
    trainer,
    scorers,
  };
  return {
    folder,
    config,
    settings: settingsOf(config, options.codeVersion),
    ports,
    metadata,
    environment,
    waiting: options.waiting ?? realWaiting,
    mailroom,
    close: () => closeAll([trainer, scorers, database], metadata),
  };
}
