import { type LoggedPrediction, retrainingWeight, type Span } from "#monitoring";
import type { Incident, LabelSupply } from "#retraining";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** A logged prediction whose whole cohort is known, fit to be learnt from. */
export interface MaturedRow {
  readonly id: string;
  readonly entity: string | null;
  /** Epoch ms. */
  readonly predictedAt: number;
  readonly label: 0 | 1;
  /** How many customers it stands for: control customers stand for those that a campaign acted on. */
  readonly weight: number;
  readonly probability: number;
}

/** Predictions that matured in a span of time. */
export interface MaturedRows {
  readonly rows: readonly MaturedRow[];
  /** Predictions whose outcome counts, with or without label. */
  readonly eligible: number;
  /** Those among them whose label came. */
  readonly labelled: number;
  /** Rows left out because their window is in quarantine. */
  readonly quarantined: number;
  /** Epoch ms: nothing predicted later has matured. */
  readonly through: number;
}

/** A span of time whose rows are kept out of every fit: [from, to). */
export interface Quarantine {
  readonly from: number;
  readonly to: number;
}

const graveKinds: ReadonlySet<Incident["severity"]> = new Set(["warn", "act"]);

/** The spans that faults of the data put into quarantine, except those that a person declared to be fine. */
export function quarantines(windowMs: number, ports: Pick<PipelinePorts, "incidents">): readonly Quarantine[] {
  return ports.incidents
    .list({ limit: 1000 })
    .filter(({ family, severity, closedBy }) => family === "data" && graveKinds.has(severity) && isByPolicy(closedBy))
    .map(({ firstWindow, lastWindow }) => ({ from: firstWindow, to: lastWindow + windowMs }));
}

const isByPolicy = (closedBy: string | null): boolean => closedBy === null || closedBy.startsWith("policy:");

const dayMs = 86_400_000;

/** The first prediction of an entity on a day: the others repeat it. */
function isFirstOfDay(): (prediction: LoggedPrediction) => boolean {
  const seen = new Set<string>();
  return ({ entity, predictedAt }) => {
    if (entity === null) return true;
    const key = `${Math.floor(predictedAt / dayMs)}/${entity}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  };
}

/** After a moment, exclusive, through another, inclusive. */
const spanOf = (after: number, through: number): Span => ({
  from: Number.isFinite(after) ? after + 1 : 0,
  before: through + 1,
});

/**
 * Predictions made after a moment that have matured by another: their whole horizon has passed, so that every outcome had its
 * time. Rows that a campaign acted on and rows in quarantine are left out.
 * @param after epoch ms, exclusive
 * @param asOf epoch ms
 */
export function maturedRows(
  { after, asOf }: { readonly after: number; readonly asOf: number },
  spans: readonly Quarantine[],
  settings: Pick<PipelineSettings, "labelHorizonMs">,
  ports: Pick<PipelinePorts, "ledger">,
): MaturedRows {
  const through = asOf - settings.labelHorizonMs;
  const found = ports.ledger.predictionsOf(spanOf(after, through));
  const eligible = found.filter((prediction) => retrainingWeight(prediction) > 0).filter(isFirstOfDay());
  const labelled = eligible.filter(({ label }) => label !== null);
  const isFree = ({ predictedAt }: LoggedPrediction): boolean =>
    !spans.some(({ from, to }) => predictedAt >= from && predictedAt < to);
  const free = labelled.filter(isFree);
  return {
    rows: free.map((prediction) => ({
      id: prediction.id,
      entity: prediction.entity,
      predictedAt: prediction.predictedAt,
      label: prediction.label!,
      weight: retrainingWeight(prediction),
      probability: prediction.probability,
    })),
    eligible: eligible.filter(isFree).length,
    labelled: free.length,
    quarantined: labelled.length - free.length,
    through,
  };
}

/** How many labels {@link maturedRows} would give, worked out when it is first asked for. */
export function labelSupply(
  span: { readonly after: number; readonly asOf: number; readonly seenThrough: number },
  spans: readonly Quarantine[],
  settings: Pick<PipelineSettings, "labelHorizonMs">,
  ports: Pick<PipelinePorts, "ledger">,
): LabelSupply {
  const counts = ports.ledger.countLabels({
    ...spanOf(span.after, span.asOf - settings.labelHorizonMs),
    without: spans.map(({ from, to }) => ({ from, before: to })),
    since: Number.isFinite(span.seenThrough) ? span.seenThrough : -1,
  });
  return { rows: counts.rows, positives: counts.positives, rowsSinceEvaluation: counts.rowsSince };
}
