import type { SchemaContract } from "#tabular";

/** Customers with a column of every type. */
export const contract: SchemaContract = {
  entity: ["id"],
  eventTime: "at",
  label: { column: "churned", positive: "Yes" },
  columns: {
    id: { type: "text" },
    at: { type: "timestamp" },
    since: { type: "date" },
    known: { type: "timestamp" },
    tenure: { type: "integer" },
    charge: { type: "number", missing: ["?"] },
    senior: { type: "boolean" },
    plan: { type: "category", actionable: true },
    city: { type: "text" },
    churned: { type: "category", domain: ["No", "Yes"] },
  },
};
