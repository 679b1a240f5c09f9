import { invalidInput } from "#kernel";
import type { Field } from "#tabular";
import { namesHint } from "./parse/source-error.js";
import { type Relation, type RelationOf, type RelationVisitor, visitRelation } from "./relation.js";

function withoutRepeats(fields: readonly Field[], what: string): readonly Field[] {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) {
      throw invalidInput(
        "relation/same-column",
        `${what} would have two columns "${name}"; rename one with a projection`,
      );
    }
    seen.add(name);
  }
  return fields;
}

function joinedFields({ left, right, keys }: RelationOf<"join" | "as-of-join">): readonly Field[] {
  const added = relationFields(right).filter((field) => !keys.includes(field.name));
  return withoutRepeats([...relationFields(left), ...added], "The join");
}

const inputFields = ({ input }: { readonly input: Relation }): readonly Field[] => relationFields(input);

function projectedFields({ columns }: RelationOf<"project">): readonly Field[] {
  const fields = columns.map(({ name, expression }) => ({ name, type: expression.type }));
  return withoutRepeats(fields, "The projection");
}

function csvFields({ columns }: RelationOf<"csv">): readonly Field[] {
  const fields = columns.map((name): Field => ({ name, type: "text" }));
  return withoutRepeats(fields, "The CSV file");
}

const fields: RelationVisitor<undefined, readonly Field[]> = {
  parquet: (relation) => withoutRepeats(relation.fields, "The table"),
  csv: csvFields,
  named: (relation) => withoutRepeats(relation.fields, "The relation"),
  project: projectedFields,
  union: ({ inputs }) => (inputs.length === 0 ? [] : relationFields(inputs[0]!)),
  limit: inputFields,
  filter: inputFields,
  sort: inputFields,
  "first-per-key": inputFields,
  join: joinedFields,
  "as-of-join": joinedFields,
};

/**
 * Names and types of a relation's columns, in order, from the tree alone.
 * @throws InvalidInput `relation/same-column`
 */
export function relationFields(relation: Relation): readonly Field[] {
  return visitRelation(relation, fields, undefined);
}

/**
 * Checks that a relation has the columns.
 * @throws InvalidInput `relation/unknown-column`
 */
export function requireColumns(relation: Relation, columns: readonly string[]): void {
  const names = relationFields(relation).map((field) => field.name);
  for (const column of columns) {
    if (!names.includes(column)) {
      throw invalidInput("relation/unknown-column", `There is no column "${column}".${namesHint(column, names)}`);
    }
  }
}
