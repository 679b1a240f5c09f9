import { type DriftloopError, invalidInput } from "#kernel";

/** The refusal of a text that is no LightGBM binary classifier. */
export function unreadable(problem: string): DriftloopError {
  return invalidInput(
    "model/unreadable",
    `this is not a LightGBM binary classification model that can be read: ${problem}`,
  );
}

/** `key=value` lines of one section; a line without `=` has the value "". */
export type Fields = ReadonlyMap<string, string>;

/** The sections of a model text that prediction needs. */
export interface ModelText {
  readonly header: Fields;
  /** One per tree, in order. */
  readonly trees: readonly Fields[];
}

function fieldsOf(section: string): Fields {
  const fields = new Map<string, string>();
  for (const line of section.split("\n")) {
    const text = line.trimEnd();
    const equals = text.indexOf("=");
    if (text !== "") fields.set(equals < 0 ? text : text.slice(0, equals), equals < 0 ? "" : text.slice(equals + 1));
  }
  return fields;
}

/**
 * Cuts a model text into its sections.
 * @throws InvalidInput `model/unreadable` when it does not begin or end as a model does, or trees are missing
 */
export function readModelText(text: string): ModelText {
  if (!/^tree\r?\n/.test(text)) throw unreadable("it does not begin with the line 'tree'");
  const end = text.search(/^end of trees\s*$/m);
  if (end < 0) throw unreadable("it is cut off: the line 'end of trees' is missing");
  const [header = "", ...sections] = text.slice(0, end).split(/^(?=Tree=)/m);
  const trees = sections.map(fieldsOf);
  const fields = fieldsOf(header);
  const promised = (fields.get("tree_sizes") ?? "").split(" ").filter((size) => size !== "").length;
  if (promised !== trees.length) throw unreadable(`it promises ${promised} trees and has ${trees.length}`);
  const misplaced = trees.findIndex((tree, index) => tree.get("Tree") !== String(index));
  if (misplaced >= 0) throw unreadable(`tree ${misplaced} is not where it belongs`);
  return { header: fields, trees };
}

/**
 * A field that must be there.
 * @throws InvalidInput `model/unreadable`
 */
export function fieldOf(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw unreadable(`the field ${name} is missing`);
  return value;
}

/** A number as LightGBM writes it; a split of missing against all others has the threshold `inf`. */
function numberOf(word: string): number {
  if (word === "inf") return Number.POSITIVE_INFINITY;
  if (word === "-inf") return Number.NEGATIVE_INFINITY;
  return word === "" ? Number.NaN : Number(word);
}

/**
 * A field of `count` numbers separated by blanks.
 * @throws InvalidInput `model/unreadable`
 */
export function numbersOf(fields: Fields, name: string, count: number): Float64Array {
  if (count === 0) return new Float64Array(0);
  const words = fieldOf(fields, name).split(" ");
  const numbers = Float64Array.from(words, numberOf);
  if (numbers.length === count && !numbers.some(Number.isNaN)) return numbers;
  throw unreadable(`the field ${name} does not hold ${count} numbers`);
}

/**
 * A field of `count` whole numbers between `low` and `high`, both included.
 * @throws InvalidInput `model/unreadable`
 */
export function integersOf(
  fields: Fields,
  name: string,
  count: number,
  range: { readonly low: number; readonly high: number },
): Float64Array {
  const numbers = numbersOf(fields, name, count);
  const isInside = (number: number): boolean => Number.isInteger(number) && number >= range.low && number <= range.high;
  if (numbers.every(isInside)) return numbers;
  throw unreadable(`the field ${name} holds something else than whole numbers from ${range.low} to ${range.high}`);
}
