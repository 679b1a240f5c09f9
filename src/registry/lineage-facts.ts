import type { Json } from "#kernel";

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Numbers from here on are moments in milliseconds since 1970; nothing else in a lineage is as large. */
const firstMoment = 1e12;

function plain(value: Json): string | number {
  if (typeof value === "number") return value >= firstMoment ? new Date(value).toISOString() : value;
  if (typeof value === "string") return value;
  if (!isRecord(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${plain(part)}`)
    .join(", ");
}

/**
 * A version's lineage as facts to read: parts of a group, such as `retraining`, stand on lines of their own (`retraining recipe`), and
 * what is nested deeper is told in one line.
 */
export function lineageFacts(lineage: Json): Readonly<Record<string, string | number>> {
  if (!isRecord(lineage)) return {};
  return Object.fromEntries(
    Object.entries(lineage).flatMap(([name, value]) =>
      isRecord(value)
        ? Object.entries(value).map(([part, inner]) => [`${name} ${part}`, plain(inner)] as const)
        : [[name, plain(value)] as const],
    ),
  );
}
