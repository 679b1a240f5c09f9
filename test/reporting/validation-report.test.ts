import { describe, expect, it } from "vitest";
import { type Block, type TableBlock, validationReport, type ValidationReportInput } from "#reporting";

const input: ValidationReportInput = {
  project: "shop",
  generatedAt: "2026-01-02T03:04:05.000Z",
  confidence: 0.95,
  model: { name: "shop", version: 4, alias: "challenger" },
  championVersion: 3,
  validatedAt: "2026-01-02T03:00:00.000Z",
  testRows: 500,
  baseRate: 0.2,
  metrics: [{ name: "auc", headline: true, estimate: { value: 0.8, interval: [0.75, 0.85] } }],
  verdict: "failed",
  sentence: "Failed: Calibration.",
  gates: [
    { title: "Performance", verdict: "passed", required: true, sentence: "Within bounds." },
    { title: "Calibration", verdict: "failed", required: false, sentence: "Out of bounds." },
  ],
  checks: [
    { title: "AUC", value: "0.800 [0.750, 0.850]", bound: "at least 0.750", verdict: "passed", sampleSize: 500 },
    { title: "Calibration slope", value: "1.40", bound: "between 0.8 and 1.2", verdict: "failed", sampleSize: 500 },
  ],
  decision: {
    kind: "blocked",
    policy: "auto",
    sentences: ["Blocked: gates did not pass."],
    numbers: [{ title: "AUC less the champion's", value: "0.01", margin: "0.005", state: "held" }],
    later: null,
  },
  slices: [{ slice: "plan = pro", sampleSize: 90, baseRate: 0.3, auc: { value: 0.7, interval: [0.6, 0.8] } }],
  origin: [{ label: "Report", value: "abc", kind: "digest" }],
};

function sectionsOf(changed: Partial<ValidationReportInput> = {}): ReadonlyMap<string, readonly Block[]> {
  return new Map(validationReport({ ...input, ...changed }).sections.map(({ id, blocks }) => [id, blocks]));
}

const isTable = (block: Block): block is TableBlock => block.kind === "table";

describe("validation report", () => {
  it("begins with the verdict of the gates and the decision, each in its tone", () => {
    const callouts = sectionsOf()
      .get("verdict")!
      .filter((block) => block.kind === "callout");
    expect(callouts.map(({ tone, text }) => [tone, text])).toEqual([
      ["bad", "Failed: Calibration."],
      ["bad", "Blocked: gates did not pass."],
    ]);
    const promoted = sectionsOf({ verdict: "passed", decision: { ...input.decision, kind: "promote" } });
    const tones = promoted.get("verdict")!.flatMap((block) => (block.kind === "callout" ? [block.tone] : []));
    expect(tones).toEqual(["good", "good"]);
  });

  it("shows every gate, says which decide nothing, and every number with its bound", () => {
    const [gates, checks] = sectionsOf().get("gates")!.filter(isTable);
    expect(gates!.caption).toBe("1 of 2 gates passed");
    expect(gates!.rows.map((row) => row[1])).toEqual([
      { kind: "chip", status: "passed", text: "passed" },
      { kind: "chip", status: "failed", text: "failed, shown only" },
    ]);
    expect(checks!.rows).toHaveLength(2);
    expect(checks!.rows.every((row) => row.length === checks!.columns.length)).toBe(true);
  });

  it("says whom it was compared with, and when there was nobody", () => {
    const rivalText = (championVersion: number | null): string => {
      const [first] = sectionsOf({ championVersion }).get("verdict")!;
      return first!.kind === "paragraph" ? first!.text : "";
    };
    expect(rivalText(3)).toContain("compared with the champion, version 3");
    expect(rivalText(null)).toContain("no champion to compare it with");
  });

  it("says what a person decided afterwards, so that the rule's sentence does not contradict what serves", () => {
    const titles = (later: string | null): readonly string[] =>
      sectionsOf({ decision: { ...input.decision, later } })
        .get("verdict")!
        .flatMap((block) => (block.kind === "callout" ? [`${block.title}: ${block.text}`] : []));
    expect(titles(null)).toHaveLength(2);
    expect(titles("Approved by ada, 2026-01-02: agreed").at(-1)).toBe(
      "A person decided: Approved by ada, 2026-01-02: agreed",
    );
  });

  it("leaves tables without rows out", () => {
    const sections = sectionsOf({ slices: [], decision: { ...input.decision, numbers: [] } });
    expect(sections.has("slices")).toBe(false);
    expect(sections.get("decision")!.some(isTable)).toBe(false);
  });
});
