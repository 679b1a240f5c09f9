import { join } from "node:path";
import type { Project } from "#app";
import type { LabelFact } from "#monitoring";
import { type ArrivalScores, ingestLabelFile, ingestLabels, scoreArrivals, syncLedger } from "#pipelines";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, writeLines } from "../../acceptance/data-sets.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { type HandClock, handClock, trainedProject } from "../customer-project.js";

const root = temporaryFolder();
const dayMs = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
let clock: HandClock;
let project: Project;
let scores: ArrivalScores;

const rowsFrom = (firstKey: number, count: number): readonly Record<string, string>[] =>
  customers({ rows: count, firstKey, seed: `late ${firstKey}` }).map((line) => {
    const [id, age, plan, region, spend] = line.split(",");
    return { id: id!, age: age!, plan: plan!, region: region!, spend: spend! };
  });

const score = (operation: string, firstKey: number, day: number): Promise<ArrivalScores> => {
  const rows = rowsFrom(firstKey, 20);
  const predictedAt = rows.map(() => start + day * dayMs);
  return scoreArrivals({ operation, source: "test", rows, predictedAt }, project.settings, project.ports);
};

beforeAll(async () => {
  clock = handClock("2026-01-01T00:00:00Z");
  project = await trainedProject(root, clock, [["name: customers", "name: customers\ninference: { log: false }"]]);
  scores = await score("day 0", 10_000, 0);
}, 120_000);
afterAll(() => project.close());

const labelOf = (id: string): 0 | 1 | null => project.ports.ledger.predictionsOf({ id })[0]!.label;
const fact = (change: Partial<LabelFact>): LabelFact => ({
  predictionId: null,
  entity: null,
  label: 1,
  occurredAt: null,
  knownAt: start + 10 * dayMs,
  source: "test",
  ...change,
});
const ingest = (operation: string, facts: readonly LabelFact[]): ReturnType<typeof ingestLabels> =>
  ingestLabels({ operation, source: "test", facts }, project.settings, project.ports);
const lookAt = (day: number): Promise<unknown> => syncLedger(project.settings, project.ports, start + day * dayMs);

describe("labels that arrive late", () => {
  test("find the prediction they name, from the moment they are known", async () => {
    const id = scores.predictionIds[0]!;
    const report = await ingest("by id", [fact({ predictionId: id })]);
    await lookAt(9);
    expect(labelOf(id)).toBeNull();
    await lookAt(10);
    expect(labelOf(id)).toBe(1);
    expect(report).toMatchObject({ acceptedCount: 1, unknownCount: 0, alreadyIngested: false });
  });

  test("find the prediction of their entity within whose horizon they happened", async () => {
    const [id, entity] = [scores.predictionIds[1]!, scores.entities[1]!];
    await ingest("too late", [fact({ entity, occurredAt: start + 91 * dayMs, knownAt: start + 91 * dayMs })]);
    await lookAt(92);
    expect(labelOf(id)).toBeNull();
    await ingest("in time", [fact({ entity, occurredAt: start + 30 * dayMs, knownAt: start + 93 * dayMs })]);
    await lookAt(93);
    expect(labelOf(id)).toBe(1);
  });

  test("settle a prediction with a no only once its horizon has passed", async () => {
    const [id, entity] = [scores.predictionIds[2]!, scores.entities[2]!];
    await ingest("no, early", [fact({ entity, label: 0, knownAt: start + 80 * dayMs })]);
    await lookAt(93);
    expect(labelOf(id)).toBeNull();
    await ingest("no, at the horizon", [fact({ entity, label: 0, knownAt: start + 90 * dayMs })]);
    await lookAt(94);
    expect(labelOf(id)).toBe(0);
  });

  test("are corrected, taken back and counted", async () => {
    const id = scores.predictionIds[3]!;
    const at = (day: number): number => start + day * dayMs;
    await ingest("first", [fact({ predictionId: id, knownAt: at(20) })]);
    const second = await ingest("second", [
      fact({ predictionId: id, knownAt: at(21) }),
      fact({ predictionId: id, label: 0, knownAt: at(22) }),
    ]);
    expect(second).toMatchObject({ acceptedCount: 1, duplicateCount: 1, correctionCount: 1 });
    await lookAt(94);
    expect(labelOf(id)).toBe(0);
    expect(await ingest("third", [fact({ predictionId: id, label: null, knownAt: at(23) })])).toMatchObject({
      withdrawalCount: 1,
    });
    await lookAt(94);
    expect(labelOf(id)).toBeNull();
  });

  test("wait for a prediction that is not in the log yet", async () => {
    const facts = [fact({ entity: "C20000", occurredAt: start + 60 * dayMs, knownAt: start + 60 * dayMs })];
    expect(await ingest("unknown", facts)).toMatchObject({ acceptedCount: 1, unknownCount: 1 });
    const later = await score("day 40", 20_000, 40);
    await lookAt(94);
    expect(labelOf(later.predictionIds[0]!)).toBe(1);
    expect(labelOf(later.predictionIds[1]!)).toBeNull();
  });

  test("of a file are read once; rows that cannot be used go to quarantine", async () => {
    const path = writeLines(root, "labels.csv", [
      "id,churned,occurred_at,known_at",
      `${scores.entities[5]!},yes,2026-01-20,2026-01-21`,
      `${scores.entities[6]!},perhaps,2026-01-20,2026-01-21`,
      `${scores.entities[7]!},yes,2026-02-20,2026-01-21`,
      ",yes,,",
    ]);
    const first = await ingestLabelFile(path, project.settings, project.ports);
    expect(first).toMatchObject({
      readCount: 4,
      acceptedCount: 1,
      quarantinedByReason: {
        "unreadable label": 1,
        "known before it happened": 1,
        "no prediction and no entity": 1,
      },
      alreadyIngested: false,
    });
    await lookAt(94);
    expect(labelOf(scores.predictionIds[5]!)).toBe(1);
    expect(await ingestLabelFile(path, project.settings, project.ports)).toEqual({ ...first, alreadyIngested: true });
  });

  test("of a file without the needed columns are refused with their names", async () => {
    const path = writeLines(root, "bad.csv", ["customer,result", "C1,yes"]);
    await expect(ingestLabelFile(path, project.settings, project.ports)).rejects.toMatchObject({
      code: "labels/columns-missing",
    });
    expect(join(root, "bad.csv")).toBe(path);
  });
});
