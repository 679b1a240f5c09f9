import { formatCount, plural } from "#kernel";
import { type IngestReport, ingestFile } from "#ingestion";
import type { PipelinePorts } from "./ports.js";
import type { PipelineSettings } from "./settings.js";

/** What became of some files. */
export interface IngestionResult {
  readonly files: readonly IngestReport[];
  readonly accepted: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly rawVersion: number;
  readonly quarantineVersion: number;
}

/**
 * Ingests files one after another. A file that cannot be read stops it; files before it stay ingested.
 * @param paths absolute
 */
export async function ingestSources(
  paths: readonly string[],
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<IngestionResult> {
  const reader = await ports.reader();
  const progress = ports.progress.start("ingest", paths.length);
  const files: IngestReport[] = [];
  for (const path of paths) {
    files.push(await ingestFile(path, settings.contract, { reader, tables: ports.tables, clock: ports.clock }));
    progress.update(files.length, files.at(-1)!.source);
  }
  const fresh = files.filter(({ alreadyIngested }) => !alreadyIngested);
  const total = (count: (report: IngestReport) => number): number =>
    fresh.reduce((sum, report) => sum + count(report), 0);
  const result: IngestionResult = {
    files,
    accepted: total(({ acceptedCount }) => acceptedCount),
    quarantined: total(({ quarantinedCount }) => quarantinedCount),
    duplicates: total(({ duplicateCount }) => duplicateCount),
    rawVersion: (await ports.tables.snapshot("raw")).version,
    quarantineVersion: (await ports.tables.snapshot("quarantine")).version,
  };
  progress.finish(
    fresh.length === 0
      ? "nothing new"
      : `${plural(result.accepted, "row")}, ${formatCount(result.quarantined)} to quarantine`,
  );
  return result;
}
