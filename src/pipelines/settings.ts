import type { FeatureDefinition, RowTimes, SplitOptions } from "#features";
import type { BusinessTerms, InferenceOptions } from "#inference";
import type { MonitoringOptions } from "#monitoring";
import type { RetrainingOptions } from "#retraining";
import type { SchemaContract } from "#tabular";
import type { TrainingOptions } from "#training";
import type { PromotionOptions, ValidationOptions } from "#validation";

/** What the project file says, as far as stages need it. */
export interface PipelineSettings {
  readonly name: string;
  readonly contract: SchemaContract;
  readonly times: RowTimes;
  readonly definitions: readonly FeatureDefinition[];
  readonly split: SplitOptions;
  readonly training: TrainingOptions;
  readonly validation: ValidationOptions;
  readonly promotion: PromotionOptions;
  readonly inference: InferenceOptions;
  readonly business: BusinessTerms;
  readonly monitoring: MonitoringOptions;
  /** How long after a prediction its label is known, milliseconds. */
  readonly labelHorizonMs: number;
  readonly retraining: RetrainingOptions;
  /** SHA-256 of the whole configuration. */
  readonly configDigest: string;
  /** Version of this program. */
  readonly codeVersion: string;
}
