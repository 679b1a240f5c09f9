import { type ColumnBinning, levelBinning, numericBinning } from "#monitoring";
import { type ColumnValues, readNumber } from "#tabular";
import { presentText } from "./cell-values.js";

/** A growing list of numbers. */
class Numbers {
  private values: Float64Array = new Float64Array(1024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  list(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

/** How much a learner may keep. */
export interface LearnerLimits {
  /** Every so many rows gives a value that the quantiles are taken of; 1 for all of them. */
  readonly stride: number;
  readonly mostLevels: number;
}

/**
 * Learns the bins of one column in bounded memory: numbers where every value of the column is one, else levels. Only the bins come
 * from what is kept; what they hold is counted over all rows.
 */
export class ColumnLearner {
  private readonly numbers: Numbers = new Numbers();
  private readonly levels: Map<string, number> = new Map<string, number>();
  private readonly limits: LearnerLimits;
  private row = 0;
  private isNumeric = true;
  private isText = false;

  constructor(limits: LearnerLimits) {
    this.limits = limits;
  }

  add(values: ColumnValues): void {
    if (values instanceof Float64Array) this.addNumbers(values);
    else for (const text of values) this.addText(presentText(text));
  }

  /** A text column without any value is one of levels. */
  binning(): ColumnBinning {
    const numbers = this.numbers.list();
    return this.isNumeric && (!this.isText || numbers.length > 0) ? numericBinning(numbers) : levelBinning(this.levels);
  }

  private addNumbers(values: Float64Array): void {
    const { stride } = this.limits;
    for (let row = (stride - (this.row % stride)) % stride; row < values.length; row += stride) {
      this.numbers.push(values[row]!);
    }
    this.row += values.length;
  }

  private addText(text: string | null): void {
    this.isText = true;
    this.row += 1;
    if (text === null) return;
    const known = this.levels.get(text);
    if (known !== undefined) this.levels.set(text, known + 1);
    else if (this.levels.size < this.limits.mostLevels) this.levels.set(text, 1);
    if (this.isNumeric) this.addIfNumber(text);
  }

  private addIfNumber(text: string): void {
    const value = readNumber(text);
    if (value === null) this.isNumeric = false;
    else if (this.row % this.limits.stride === 0) this.numbers.push(value);
  }
}
