/** The types a column of a data set can have. `category` is text with few levels, `text` is anything else. */
export type ColumnType = "integer" | "number" | "boolean" | "category" | "text" | "date" | "timestamp";

/** The types of values inside expressions and lake tables; `timestamp` is epoch milliseconds in UTC. */
export type ValueType = "number" | "text" | "boolean" | "timestamp";

/** The value type that holds a column type's values; integers are numbers, dates are timestamps at midnight UTC. */
export function valueTypeOf(type: ColumnType): ValueType {
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "boolean";
  return type === "date" || type === "timestamp" ? "timestamp" : "text";
}
