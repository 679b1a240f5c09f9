import { renderExampleScenario } from "#ingestion";
import { describe, expect, test } from "vitest";
import type { InferredContract } from "#ingestion";

const inferred = (columns: InferredContract["contract"]["columns"]): InferredContract => ({
  contract: { entity: [], eventTime: null, label: { column: "y", positive: "1" }, columns },
  notes: {},
  remarks: [],
  featureColumns: Object.keys(columns),
  excluded: {},
});

describe("the scenario that init writes", () => {
  test("moves the first number, spelled as YAML wants it", () => {
    const text = renderExampleScenario(inferred({ site: { type: "category" }, "Temp (C)": { type: "number" } }));
    expect(text).toContain('- { scale: "Temp (C)", by: 1.2, over: 7 }');
  });

  test("takes whole numbers where there are no others, and levels where there are no numbers", () => {
    expect(renderExampleScenario(inferred({ age: { type: "integer" } }))).toContain("scale: age");
    const levels = inferred({ plan: { type: "category", domain: ["basic", "pro"] } });
    expect(renderExampleScenario(levels)).toContain("set: plan, to: basic, probability: 0.33");
  });

  test("is not written where nothing can be moved", () => {
    expect(renderExampleScenario(inferred({ day: { type: "date" } }))).toBeNull();
  });
});
