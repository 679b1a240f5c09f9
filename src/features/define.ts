import { didYouMean, invalidInput } from "#kernel";
import { columnsOf, type Expression, parseExpression } from "#relation";
import { cleanedFieldsOf, type SchemaContract } from "#tabular";
import type { FeatureDefinition } from "./definition.js";
import type { FeatureOption } from "./options.js";

/** Names that feature tables and the inference log use themselves. */
export const reservedNames: readonly string[] = [
  "entity",
  "event_time",
  "available_at",
  "as_of",
  "label",
  "prediction_id",
  "request_id",
  "predicted_at",
  "model_name",
  "model_version",
  "route",
  "probability",
  "predicted_class",
  "threshold",
  "arm",
  "propensity",
];

function expressionOf(option: Exclude<FeatureOption, string>, contract: SchemaContract): Expression {
  const fields = cleanedFieldsOf(contract);
  if (option.expression !== undefined) return parseExpression(option.expression, fields);
  const field = fields.find(({ name }) => name === option.name);
  if (field !== undefined) return { kind: "column", ...field };
  const hint = didYouMean(
    option.name,
    fields.map(({ name }) => name),
  );
  throw invalidInput(
    "features/unknown-column",
    `feature "${option.name}" is not a column of data.columns and has no expression.${hint}`,
  );
}

function refuse(option: Exclude<FeatureOption, string>, expression: Expression, contract: SchemaContract): void {
  const { name } = option;
  if (reservedNames.includes(name)) {
    throw invalidInput(
      "features/reserved-name",
      `feature "${name}" needs another name: feature tables or the inference log use this one themselves`,
    );
  }
  if (columnsOf(expression).includes(contract.label.column)) {
    throw invalidInput(
      "features/uses-label",
      `feature "${name}" reads the label column "${contract.label.column}"; it would know the answer`,
    );
  }
  if (expression.type === "timestamp") {
    const hint = `an expression such as days_between(${name}, other) or month(${name})`;
    throw invalidInput(
      "features/timestamp",
      `feature "${name}" is a point in time, which a model cannot use as it is; write ${hint}`,
    );
  }
}

function define(option: Exclude<FeatureOption, string>, contract: SchemaContract): FeatureDefinition {
  const expression = expressionOf(option, contract);
  refuse(option, expression, contract);
  const columns = columnsOf(expression);
  return {
    name: option.name,
    kind: expression.type === "text" ? "category" : "number",
    expression,
    text: option.expression ?? option.name,
    columns,
    whenMissing: option.whenMissing,
    actionable: option.actionable ?? columns.some((column) => contract.columns[column]?.actionable === true),
  };
}

/**
 * Features of the project file as typed definitions.
 * @throws InvalidInput `features/unknown-column`, `features/duplicate`, `features/reserved-name`, `features/uses-label`,
 *   `features/timestamp`, and every error of an expression
 */
export function defineFeatures(
  options: readonly FeatureOption[],
  contract: SchemaContract,
): readonly FeatureDefinition[] {
  const definitions = options.map((option) =>
    define(typeof option === "string" ? { name: option, whenMissing: "keep" } : option, contract),
  );
  const names = new Set<string>();
  for (const { name } of definitions) {
    if (names.has(name)) throw invalidInput("features/duplicate", `feature "${name}" is defined twice`);
    names.add(name);
  }
  return definitions;
}
