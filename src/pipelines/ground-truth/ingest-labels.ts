import { groundTruthFields, groundTruthTable, type LabelEvent, type LabelFact } from "#monitoring";
import type { ColumnBatch } from "#tabular";
import type { PipelinePorts } from "../ports.js";
import { writeBatch } from "../write-batch.js";
import type { PipelineSettings } from "../settings.js";
import { syncLedger } from "./sync-ledger.js";

/** What became of labels that arrived. */
export interface LabelIngestReport {
  /** The name under which it happens once. */
  readonly operation: string;
  readonly source: string;
  readonly readCount: number;
  readonly acceptedCount: number;
  readonly quarantinedCount: number;
  readonly quarantinedByReason: Readonly<Record<string, number>>;
  /** Rows that say what is known already. */
  readonly duplicateCount: number;
  /** Of the accepted: change what was said before. */
  readonly correctionCount: number;
  /** Of the accepted: take back what was said before. */
  readonly withdrawalCount: number;
  /** Of the accepted: about predictions that are not in the log yet; they are kept and wait for them. */
  readonly unknownCount: number;
  readonly groundTruthVersion: number;
  readonly alreadyIngested: boolean;
}

/** Labels that arrived in memory. */
export interface LabelArrivals {
  /** The name under which they are ingested once. */
  readonly operation: string;
  readonly source: string;
  readonly facts: readonly LabelFact[];
}

const orNaN = (value: number | null): number => value ?? Number.NaN;

function factsBatch(facts: readonly LabelFact[], ingestedAt: number): ColumnBatch {
  return {
    rowCount: facts.length,
    fields: groundTruthFields,
    columns: [
      facts.map(({ predictionId }) => predictionId),
      facts.map(({ entity }) => entity),
      Float64Array.from(facts, ({ label }) => orNaN(label)),
      Float64Array.from(facts, ({ occurredAt }) => orNaN(occurredAt)),
      Float64Array.from(facts, ({ knownAt }) => knownAt),
      new Float64Array(facts.length).fill(ingestedAt),
      facts.map(({ source }) => source),
    ],
  };
}

interface Sorted {
  readonly accepted: readonly LabelFact[];
  readonly duplicates: number;
  readonly corrections: number;
  readonly withdrawals: number;
  readonly unknown: number;
}

/** What a fact is about. One about an entity that does not say when is about the time up to which it is known. */
function subjectOf({ predictionId, entity, occurredAt, knownAt }: LabelFact): string {
  return JSON.stringify(predictionId === null ? [null, entity, occurredAt ?? `known ${knownAt}`] : [predictionId]);
}

/** The newest thing that was said about the same, by the time it became known. */
function lastSaid(fact: LabelFact, ports: PipelinePorts): LabelEvent | undefined {
  const events = ports.ledger.eventsOf(fact.predictionId ?? "", fact.predictionId === null ? fact.entity : null);
  return events
    .filter((event) => subjectOf(event) === subjectOf(fact))
    .sort((left, right) => left.knownAt - right.knownAt || left.sequence - right.sequence)
    .at(-1);
}

function isUnknown({ predictionId, entity, knownAt }: LabelFact, ports: PipelinePorts): boolean {
  const key = predictionId === null ? { entity: entity ?? "", from: 0, to: knownAt } : { id: predictionId };
  return ports.ledger.predictionsOf(key).length === 0;
}

function sortFacts(facts: readonly LabelFact[], ports: PipelinePorts): Sorted {
  const said = new Map<string, Pick<LabelFact, "label" | "occurredAt"> | undefined>();
  const accepted: LabelFact[] = [];
  const counts = { duplicates: 0, corrections: 0, withdrawals: 0, unknown: 0 };
  for (const fact of facts) {
    const subject = subjectOf(fact);
    const before = said.has(subject) ? said.get(subject) : lastSaid(fact, ports);
    said.set(subject, fact);
    if (before !== undefined && before.label === fact.label && before.occurredAt === fact.occurredAt) {
      counts.duplicates += 1;
      continue;
    }
    accepted.push(fact);
    if (fact.label === null) counts.withdrawals += 1;
    else if (before !== undefined && before.label !== null) counts.corrections += 1;
    if (isUnknown(fact, ports)) counts.unknown += 1;
  }
  return { accepted, ...counts };
}

type Reported = Omit<LabelIngestReport, "groundTruthVersion" | "alreadyIngested">;

/** Commits labels last of all: what was committed names the operation, so a repeat after a kill finishes the work. */
async function commitFacts(
  { operation, facts }: LabelArrivals,
  report: Reported,
  ports: PipelinePorts,
): Promise<LabelIngestReport> {
  const batch = factsBatch(facts, ports.clock.now());
  const written = await writeBatch(groundTruthTable, groundTruthFields, batch, ports);
  const committed = await ports.tables.commit(groundTruthTable, {
    operation: `labels:${operation}`,
    fields: groundTruthFields,
    add: facts.length === 0 ? [] : [written],
    summary: report,
  });
  const first = committed.summary as unknown as Reported;
  return { ...first, groundTruthVersion: committed.version, alreadyIngested: false };
}

/** What an operation did when it was done before. */
export async function earlierReport(operation: string, ports: PipelinePorts): Promise<LabelIngestReport | null> {
  const versions = await ports.tables.versions(groundTruthTable);
  const found = versions.find((version) => version.operation === `labels:${operation}`);
  if (found === undefined) return null;
  const report = found.summary as unknown as Reported;
  return { ...report, groundTruthVersion: found.version, alreadyIngested: true };
}

const nothingRefused = { quarantinedCount: 0, quarantinedByReason: {} };

/**
 * Adds labels to the ground truth, once per operation. What is known already is left out and counted; corrections and
 * withdrawals join as newer versions; labels for predictions that are not in the log are kept until they are.
 */
export async function ingestLabels(
  arrivals: LabelArrivals,
  settings: PipelineSettings,
  ports: PipelinePorts,
  refused: Pick<LabelIngestReport, "quarantinedCount" | "quarantinedByReason"> = nothingRefused,
): Promise<LabelIngestReport> {
  const { operation, source, facts } = arrivals;
  const earlier = await earlierReport(operation, ports);
  if (earlier !== null) return earlier;
  await syncLedger(settings, ports);
  const { accepted, duplicates, corrections, withdrawals, unknown } = sortFacts(facts, ports);
  const report: Reported = {
    operation,
    source,
    readCount: facts.length + refused.quarantinedCount,
    acceptedCount: accepted.length,
    ...refused,
    duplicateCount: duplicates,
    correctionCount: corrections,
    withdrawalCount: withdrawals,
    unknownCount: unknown,
  };
  return commitFacts({ operation, source, facts: accepted }, report, ports);
}
