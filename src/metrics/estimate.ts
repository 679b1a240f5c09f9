/** How the interval of an {@link Estimate} was found. */
export type EstimateMethod = "delong" | "normal" | "wilson" | "multinomial-bootstrap" | "row-bootstrap";

/** A measured number with its uncertainty: the one shape of numbers that people see. */
export interface Estimate {
  readonly value: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
  /** Confidence of the interval, such as 0.95. */
  readonly level: number;
  /** Rows the number rests on. */
  readonly sampleSize: number;
  readonly method: EstimateMethod;
}
