import { assignSplits } from "#features";
import { describe, expect, it } from "vitest";

const options = { testShare: 0.2, seed: 42 };

describe("assignSplits with groups", () => {
  const candidates = Array.from({ length: 400 }, (_, row) => ({
    entity: `file|${row}`,
    isPositive: row % 4 === 0,
    group: `content ${Math.floor(row / 3)}`,
  }));

  it("keeps equal rows on one side, whatever their labels", () => {
    const sides = new Map<string, Set<string>>();
    for (const { entity, split } of assignSplits([], candidates, options)) {
      const { group } = candidates.find((one) => one.entity === entity)!;
      sides.set(group, (sides.get(group) ?? new Set()).add(split));
    }
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    expect(sides.size).toBe(134);
  });

  it("sends a twin that comes later to the side of the one before", () => {
    const before = assignSplits([], candidates.slice(0, 300), options);
    const after = assignSplits(before, candidates, options);
    const sideOf = new Map([...before, ...after].map(({ entity, split }) => [entity, split]));
    expect(sideOf.get("file|300")).toBe(sideOf.get("file|301"));
    const twin = { entity: "late", isPositive: false, group: candidates[0]!.group };
    expect(assignSplits(before, [...candidates.slice(0, 300), twin], options)).toEqual([
      { entity: "late", isPositive: false, split: sideOf.get("file|0") },
    ]);
  });

  it("fills the test share to within a group", () => {
    const test = assignSplits([], candidates, options).filter(({ split }) => split === "test");
    expect(Math.abs(test.length - 80)).toBeLessThanOrEqual(4);
  });
});
