import { collectRows, currentFeatures, selectColumns } from "#features";
import {
  type Audience,
  explainRows,
  type Explanation,
  type LoadedModel,
  loadModel,
  mostBusinessReasons,
  type RiskBand,
  riskBandOf,
  type Scorer,
} from "#inference";
import { notFound } from "#kernel";
import type { Relation } from "#relation";
import type { ColumnBatch, Field } from "#tabular";
import type { InferenceTarget } from "../scoring/batch-inference.js";
import { featureRows, keepQuarantined, landFile } from "../scoring/file-scoring.js";
import { featureRowsFor } from "../model-rows.js";
import type { PipelinePorts } from "../ports.js";
import type { PipelineSettings } from "../settings.js";

/** A scored row with the reasons for its probability. */
export interface ExplainedEntity extends Explanation {
  readonly entity: string;
  readonly band: RiskBand;
}

/** What all explanations of one call share. */
interface ExplanationFacts {
  readonly modelVersion: number;
  readonly threshold: number;
  readonly audience: Audience;
  /** Whether any feature is marked actionable; without one, business users are given no reasons. */
  readonly hasActionable: boolean;
}

/** Why one entity got its probability. */
export interface EntityExplanation extends ExplanationFacts {
  readonly explained: ExplainedEntity;
}

/** Why the rows of a file got their probabilities. */
export interface FileExplanation extends ExplanationFacts {
  /** Name of the file. */
  readonly source: string;
  readonly rows: number;
  /** Rows that broke the contract; they are in the quarantine table. */
  readonly quarantined: number;
  /** The rows of highest probability. */
  readonly highest: readonly ExplainedEntity[];
}

const reasonNames = Array.from({ length: mostBusinessReasons }, (_, place) => `reason_${place + 1}`);

/** Columns of a file of explanations. */
export const explanationFields: readonly Field[] = [
  { name: "entity", type: "text" },
  { name: "probability", type: "number" },
  { name: "risk_band", type: "text" },
  ...reasonNames.map((name) => ({ name, type: "text" }) as const),
];

function factsOf({ version, document }: LoadedModel, audience: Audience): ExplanationFacts {
  const hasActionable = document.plan.features.some(({ definition }) => definition.actionable);
  return { modelVersion: version, threshold: document.threshold, audience, hasActionable };
}

async function explainBatch(
  batch: ColumnBatch,
  model: LoadedModel,
  scorer: Scorer,
  audience: Audience,
): Promise<readonly ExplainedEntity[]> {
  const names = model.document.plan.features.map(({ definition }) => definition.name);
  const entities = selectColumns(batch, ["entity"]).columns[0] as readonly (string | null)[];
  const explained = await explainRows(selectColumns(batch, names), model.document, scorer, audience);
  return explained.map((row, place) => ({
    entity: entities[place] ?? "",
    band: riskBandOf(row.probability, model.document.bands),
    ...row,
  }));
}

async function withScorer<Result>(
  model: LoadedModel,
  ports: PipelinePorts,
  work: (scorer: Scorer) => Promise<Result>,
): Promise<Result> {
  const scorer = await (await ports.scorers()).open(model.boosterText);
  try {
    return await work(scorer);
  } finally {
    await scorer.close();
  }
}

/**
 * Why an entity of the feature table has the probability it has, by its newest features.
 * @throws NotFound `explain/unknown-entity`
 */
export async function explainEntity(
  request: { readonly entity: string; readonly audience: Audience },
  target: InferenceTarget,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<EntityExplanation> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const features = await ports.tables.snapshot("features", { version: target.featuresVersion });
  const newest = currentFeatures(await featureRowsFor(model, features, ports));
  const operand = { kind: "column", name: "entity", type: "text" } as const;
  const relation: Relation = {
    kind: "filter",
    input: newest,
    where: { kind: "in", operand, values: [request.entity], negated: false, type: "boolean" },
  };
  const batch = await collectRows(relation, await ports.engine());
  if (batch.rowCount === 0) {
    throw notFound(
      "explain/unknown-entity",
      `there is no entity "${request.entity}" in version ${features.version} of the feature table; \`driftloop explain --input FILE\` explains rows of a file`,
    );
  }
  const [explained] = await withScorer(model, ports, (scorer) => explainBatch(batch, model, scorer, request.audience));
  return { ...factsOf(model, request.audience), explained: explained! };
}

/** Rows of the file of explanations. */
function explanationBatch(explained: readonly ExplainedEntity[]): ColumnBatch {
  const reasons = reasonNames.map((_, place) => explained.map((row) => row.reasons[place]?.sentence ?? null));
  return {
    rowCount: explained.length,
    fields: explanationFields,
    columns: [
      explained.map(({ entity }) => entity),
      Float64Array.from(explained, ({ probability }) => probability),
      explained.map(({ band }) => band),
      ...reasons,
    ],
  };
}

const byProbability = (left: ExplainedEntity, right: ExplainedEntity): number => right.probability - left.probability;

/** Where the rows of a file of explanations go. */
export type ExplanationSink = (batches: AsyncIterable<ColumnBatch>) => Promise<void>;

async function drain(batches: AsyncIterable<ColumnBatch>): Promise<void> {
  for await (const _ of batches);
}

/**
 * Explains every row of a CSV or Parquet file that keeps the contract; the others go to quarantine.
 * @param request `scratch` an absolute path without suffix for an intermediate file; `sink` null when only the rows of highest
 *   probability are wanted
 */
export async function explainFile(
  request: {
    readonly input: string;
    readonly scratch: string;
    readonly audience: Audience;
    readonly sink: ExplanationSink | null;
  },
  target: Pick<InferenceTarget, "modelVersion">,
  settings: PipelineSettings,
  ports: PipelinePorts,
): Promise<FileExplanation> {
  const model = await loadModel(ports.registry.getVersion(settings.name, target.modelVersion), ports.artifacts);
  const landed = await landFile(request.input, model.document.contract, `${request.scratch}.parquet`, ports);
  await keepQuarantined(landed, ports);
  const engine = await ports.engine();
  let rows = 0;
  let highest: readonly ExplainedEntity[] = [];
  await withScorer(model, ports, (scorer) => {
    async function* explainedBatches(): AsyncGenerator<ColumnBatch> {
      for await (const batch of engine.stream(featureRows(landed.accepted, model))) {
        const explained = await explainBatch(batch, model, scorer, request.audience);
        rows += explained.length;
        highest = [...highest, ...explained].toSorted(byProbability).slice(0, settings.inference.highRiskListSize);
        yield explanationBatch(explained);
      }
    }
    return (request.sink ?? drain)(explainedBatches());
  });
  const quarantined = landed.quarantined?.rowCount ?? 0;
  return { ...factsOf(model, request.audience), source: landed.source, rows, quarantined, highest };
}
