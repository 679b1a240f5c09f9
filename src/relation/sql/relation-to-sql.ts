import { invalidInput } from "#kernel";
import type { Field } from "#tabular";
import { type Relation, type RelationOf, type RelationVisitor, visitRelation } from "../relation.js";
import { relationFields, requireColumns } from "../relation-fields.js";
import { withoutNaN } from "./calls.js";
import type { SqlDialect } from "./dialect.js";
import { expressionToSql } from "./expression-to-sql.js";

type Order = RelationOf<"sort">["by"];

const names = {
  rank: "__driftloop_rank",
  best: "__driftloop_best",
  visible: "__driftloop_visible",
} as const;

function listOf(fields: readonly Field[], dialect: SqlDialect, table = ""): string {
  return fields.map((field) => `${table}${dialect.identifier(field.name)}`).join(", ");
}

function emptySql(fields: readonly Field[], dialect: SqlDialect): string {
  const columns = fields.map(({ name, type }) => `cast(null as ${dialect.types[type]}) as ${dialect.identifier(name)}`);
  return `select ${columns.join(", ")} where false`;
}

function storedColumn({ name, type }: Field, dialect: SqlDialect): string {
  const column = dialect.identifier(name);
  const value = `cast(${column} as ${dialect.types[type]})`;
  return `${type === "number" ? withoutNaN(value, dialect) : value} as ${column}`;
}

function parquetSql({ paths, fields }: RelationOf<"parquet">, dialect: SqlDialect): string {
  if (paths.length === 0) return emptySql(fields, dialect);
  const columns = fields.map((field) => storedColumn(field, dialect)).join(", ");
  const selects = dialect.parquetSources(paths).map((source) => `select ${columns} from ${source}`);
  return selects.join(" union all ");
}

function csvSql(source: RelationOf<"csv">, dialect: SqlDialect): string {
  if (dialect.csv !== undefined) return `select * from ${dialect.csv(source)}`;
  throw invalidInput(
    "relation/csv-not-readable",
    `${dialect.name} cannot read "${source.path}" as described; ingest it first`,
  );
}

function projectSql({ input, columns }: RelationOf<"project">, dialect: SqlDialect): string {
  const list = columns.map(
    ({ name, expression }) => `${expressionToSql(expression, dialect)} as ${dialect.identifier(name)}`,
  );
  return `select ${list.join(", ")} from (${relationToSql(input, dialect)}) t`;
}

function orderSql(by: Order, dialect: SqlDialect): string {
  return by
    .map(({ column, descending }) => `${dialect.identifier(column)} ${descending === true ? "desc" : "asc"} nulls last`)
    .join(", ");
}

function sortSql({ input, by }: RelationOf<"sort">, dialect: SqlDialect): string {
  const inner = relationToSql(input, dialect);
  requireColumns(
    input,
    by.map(({ column }) => column),
  );
  return by.length === 0 ? inner : `select * from (${inner}) t order by ${orderSql(by, dialect)}`;
}

function totalOrder(input: Relation, by: Order): Order {
  const given = new Set(by.map(({ column }) => column));
  const others = relationFields(input).filter((field) => !given.has(field.name));
  return [...by, ...others.map((field) => ({ column: field.name }))];
}

function partitionSql(keys: readonly string[], dialect: SqlDialect): string {
  return keys.length === 0 ? "" : `partition by ${keys.map((key) => dialect.identifier(key)).join(", ")} `;
}

function firstPerKeySql({ input, keys, by }: RelationOf<"first-per-key">, dialect: SqlDialect): string {
  requireColumns(input, [...keys, ...by.map(({ column }) => column)]);
  const rank = dialect.identifier(names.rank);
  const order = orderSql(totalOrder(input, by), dialect);
  const ranked = `select *, row_number() over (${partitionSql(keys, dialect)}order by ${order}) as ${rank} from (${relationToSql(input, dialect)}) t`;
  return `select ${listOf(relationFields(input), dialect)} from (${ranked}) t where ${rank} = 1`;
}

function joinColumns({ left, right, keys }: RelationOf<"join" | "as-of-join">, dialect: SqlDialect): string {
  const added = relationFields(right).filter((field) => !keys.includes(field.name));
  return [listOf(relationFields(left), dialect, "l."), listOf(added, dialect, "r.")].filter(Boolean).join(", ");
}

function joinSql(join: RelationOf<"join">, dialect: SqlDialect): string {
  requireColumns(join.left, join.keys);
  requireColumns(join.right, join.keys);
  const on = join.keys.map((key) => `l.${dialect.identifier(key)} = r.${dialect.identifier(key)}`).join(" and ");
  const left = relationToSql(join.left, dialect);
  return `select ${joinColumns(join, dialect)} from (${left}) l join (${relationToSql(join.right, dialect)}) r on ${on}`;
}

/**
 * The rows of `right` that are, from the moment they are visible (event and availability both past), the latest of their
 * key by event time. A correction that arrives late for an old event never replaces a newer event, so it is left out.
 */
function visibleRowsSql(join: RelationOf<"as-of-join">, dialect: SqlDialect): string {
  const { right, keys, rightTime, rightAvailableAt } = join;
  const [rank, best, visible, time, available] = [
    names.rank,
    names.best,
    names.visible,
    rightTime,
    rightAvailableAt,
  ].map((name) => dialect.identifier(name));
  const partition = partitionSql(keys, dialect);
  const order = orderSql(totalOrder(right, [{ column: rightTime }, { column: rightAvailableAt }]), dialect);
  const ranked = `select *, row_number() over (${partition}order by ${order}) as ${rank}, greatest(${time}, ${available}) as ${visible} from (${relationToSql(right, dialect)}) t where ${time} is not null and ${available} is not null`;
  const running = `select *, max(${rank}) over (${partition}order by ${visible}) as ${best} from (${ranked}) t`;
  return `select ${listOf(relationFields(right), dialect)}, ${visible} from (${running}) t where ${rank} = ${best}`;
}

function asOfJoinSql(join: RelationOf<"as-of-join">, dialect: SqlDialect): string {
  requireColumns(join.left, [...join.keys, join.leftTime]);
  requireColumns(join.right, [...join.keys, join.rightTime, join.rightAvailableAt]);
  return dialect.asOfJoin({
    left: relationToSql(join.left, dialect),
    right: visibleRowsSql(join, dialect),
    columns: joinColumns(join, dialect),
    keys: join.keys.map((key) => dialect.identifier(key)),
    leftTime: dialect.identifier(join.leftTime),
    rightVisible: dialect.identifier(names.visible),
  });
}

function unionSql(union: RelationOf<"union">, dialect: SqlDialect): string {
  const fields = relationFields(union);
  const selects = union.inputs.map((input) => {
    requireColumns(
      input,
      fields.map((field) => field.name),
    );
    return `select ${listOf(fields, dialect)} from (${relationToSql(input, dialect)}) t`;
  });
  return selects.join(" union all ");
}

function requireFields(relation: Relation): void {
  if (relationFields(relation).length > 0) return;
  throw invalidInput("relation/no-columns", "A relation without columns cannot be run; was its table ever written?");
}

function filterSql({ input, where }: RelationOf<"filter">, dialect: SqlDialect): string {
  return `select * from (${relationToSql(input, dialect)}) t where ${expressionToSql(where, dialect)}`;
}

function limitSql({ input, rows }: RelationOf<"limit">, dialect: SqlDialect): string {
  return `select * from (${relationToSql(input, dialect)}) t limit ${Math.max(0, Math.floor(rows))}`;
}

const writer: RelationVisitor<SqlDialect, string> = {
  parquet: parquetSql,
  csv: csvSql,
  named: ({ name, fields }, dialect) => `select ${listOf(fields, dialect)} from ${dialect.identifier(name)}`,
  project: projectSql,
  union: unionSql,
  limit: limitSql,
  filter: filterSql,
  sort: sortSql,
  "first-per-key": firstPerKeySql,
  join: joinSql,
  "as-of-join": asOfJoinSql,
};

/**
 * One SQL query for a relation; all names are quoted and all literals escaped.
 * @throws InvalidInput `relation/no-columns`, `relation/unknown-column`, `relation/same-column`,
 *   `relation/csv-not-readable`, and what {@link expressionToSql} throws
 */
export function relationToSql(relation: Relation, dialect: SqlDialect): string {
  requireFields(relation);
  return visitRelation(relation, writer, dialect);
}
