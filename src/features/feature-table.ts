import { callExpression, type Expression, type Projection, type Relation } from "#relation";
import type { Field, SchemaContract } from "#tabular";
import type { FeatureDefinition } from "./definition.js";

/** Where rows of a contract carry their times. */
export interface RowTimes {
  /** Column that says since when the row could be known; null takes event time, or arrival where there is none. */
  readonly availableAt: string | null;
}

const arrival: Expression = { kind: "column", name: "_ingested_at", type: "timestamp" };

function literalText(value: string): Expression {
  return { kind: "literal", value, type: "text" };
}

const separator = literalText("|");

function textColumn(name: string): Expression {
  return { kind: "column", name, type: "text" };
}

/** A part of a key in which no separator is left that could be taken for the one between parts. */
function escaped(part: Expression): Expression {
  const replaced = (text: Expression, from: string, to: string): Expression =>
    callExpression("replace", [text, literalText(from), literalText(to)]);
  return replaced(replaced(part, "\\", "\\\\"), "|", "\\|");
}

function keyParts({ entity }: SchemaContract): readonly Expression[] {
  if (entity.length === 0) return [textColumn("_source"), textColumn("_line")];
  const columns = entity.map(textColumn);
  return columns.length === 1 ? columns : columns.map(escaped);
}

/**
 * The key of a row as one text: several key columns are joined by `|`, with `\` before each `|` and `\` of their own; rows
 * without a key are named by file and line.
 */
export function entityExpression(contract: SchemaContract): Expression {
  const parts = keyParts(contract);
  return parts.reduce((left, right) => ({
    kind: "binary",
    operator: "||",
    left: { kind: "binary", operator: "||", left, right: separator, type: "text" },
    right,
    type: "text",
  }));
}

const timeColumn = (name: string): Expression => ({ kind: "column", name, type: "timestamp" });

function timesOf(contract: SchemaContract, times: RowTimes): { event: Expression; available: Expression } {
  const event = contract.eventTime === null ? arrival : timeColumn(contract.eventTime);
  return { event, available: times.availableAt === null ? event : timeColumn(times.availableAt) };
}

/** Columns of the feature table. */
export function featureTableFields(definitions: readonly FeatureDefinition[]): readonly Field[] {
  return [
    { name: "entity", type: "text" },
    { name: "event_time", type: "timestamp" },
    { name: "available_at", type: "timestamp" },
    ...definitions.map(({ name, kind }): Field => ({ name, type: kind === "number" ? "number" : "text" })),
  ];
}

function featureValue({ expression, kind }: FeatureDefinition): Expression {
  if (kind === "category" || expression.type === "number") return expression;
  const literal = (value: number): Expression => ({ kind: "literal", value, type: "number" });
  return {
    kind: "case",
    branches: [
      { when: expression, result: literal(1) },
      { when: { kind: "unary", operator: "not", operand: expression, type: "boolean" }, result: literal(0) },
    ],
    otherwise: null,
    type: "number",
  };
}

/** The projections that make features of cleaned rows, in the order of the definitions; booleans become 0 and 1. */
export function featureProjections(definitions: readonly FeatureDefinition[]): readonly Projection[] {
  return definitions.map((definition) => ({ name: definition.name, expression: featureValue(definition) }));
}

/** Rows of the feature table from cleaned rows: entity, event time, availability, one column per feature. */
export function featureTableRelation(
  cleaned: Relation,
  contract: SchemaContract,
  times: RowTimes,
  definitions: readonly FeatureDefinition[],
): Relation {
  const { event, available } = timesOf(contract, times);
  return {
    kind: "project",
    input: cleaned,
    columns: [
      { name: "entity", expression: entityExpression(contract) },
      { name: "event_time", expression: event },
      { name: "available_at", expression: available },
      ...featureProjections(definitions),
    ],
  };
}

/** Columns of the label table. */
export const labelTableFields: readonly Field[] = [
  { name: "entity", type: "text" },
  { name: "as_of", type: "timestamp" },
  { name: "label_available_at", type: "timestamp" },
  { name: "label", type: "number" },
];

/** Rows of the label table from cleaned rows: 1 for the positive class, 0 for the other; rows without a label are left out. */
export function labelTableRelation(cleaned: Relation, contract: SchemaContract, times: RowTimes): Relation {
  const { event, available } = timesOf(contract, times);
  const label = textColumn(contract.label.column);
  const isPositive: Expression = {
    kind: "in",
    operand: label,
    values: [contract.label.positive],
    negated: false,
    type: "boolean",
  };
  const one: Expression = { kind: "literal", value: 1, type: "number" };
  const zero: Expression = { kind: "literal", value: 0, type: "number" };
  return {
    kind: "project",
    input: {
      kind: "filter",
      input: cleaned,
      where: { kind: "is-null", operand: label, negated: true, type: "boolean" },
    },
    columns: [
      { name: "entity", expression: entityExpression(contract) },
      { name: "as_of", expression: event },
      { name: "label_available_at", expression: available },
      {
        name: "label",
        expression: { kind: "case", branches: [{ when: isPositive, result: one }], otherwise: zero, type: "number" },
      },
    ],
  };
}
