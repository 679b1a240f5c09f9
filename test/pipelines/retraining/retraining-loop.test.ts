import { listIncidents, type Project, retrain } from "#app";
import type { LabelFact } from "#monitoring";
import { loadModel } from "#inference";
import { rocAuc } from "#metrics";
import { ingestLabels, replayTraining, runMonitoring, scoreArrivals, validateVersion } from "#pipelines";
import { readReferenceRows } from "#src/pipelines/fitting/reference-rows.js";
import { createRandom } from "#kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers } from "../../acceptance/data-sets.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { type HandClock, handClock, trainedProject } from "../customer-project.js";

const root = temporaryFolder();
const dayMs = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const horizonDays = 30;
const rowsPerDay = 40;
let clock: HandClock;
let project: Project;

/** A day of customers whose outcome is the opposite of what the champion expects. */
async function liveDay(day: number, turns = true): Promise<void> {
  const rows = customers({ rows: rowsPerDay, firstKey: 100_000 + day * rowsPerDay, seed: `day ${day}` }).map((line) => {
    const [id, age, plan, region, spend] = line.split(",");
    return { id: id!, age: age!, plan: plan!, region: region!, spend: spend! };
  });
  const predictedAt = rows.map(() => start + day * dayMs);
  const request = { operation: `day ${day}`, source: "test", rows, predictedAt };
  const scores = await scoreArrivals(request, project.settings, project.ports);
  const random = createRandom(`labels of day ${day}`);
  const facts = scores.predictionIds.map((predictionId, row): LabelFact => {
    const probability = scores.probabilities[row]!;
    const isPositive = random.uniform() < (turns ? 1 - probability : probability);
    return {
      predictionId,
      entity: null,
      label: isPositive ? 1 : 0,
      occurredAt: null,
      knownAt: start + (day + horizonDays) * dayMs,
      source: "test",
    };
  });
  await ingestLabels({ operation: `labels ${day}`, source: "test", facts }, project.settings, project.ports);
}

beforeAll(async () => {
  clock = handClock("2026-01-01T00:00:00Z");
  project = await trainedProject(root, clock, [
    [
      "name: customers",
      "name: customers\ninference: { log: false }\nretraining: { minimumRows: 300, minimumPositives: 50, recalibrationRows: 100 }",
    ],
    ["horizon: 90d", "horizon: 30d"],
  ]);
}, 120_000);
afterAll(() => project.close());

describe("a world that turned", () => {
  test("quiet days start nothing", async () => {
    for (let day = 1; day <= 20; day += 1) await liveDay(day);
    clock.set(start + 20 * dayMs);
    const result = await runMonitoring(project.settings, project.ports);
    expect(result).toMatchObject({ fired: false });
    const second = await runMonitoring(project.settings, project.ports);
    const third = await runMonitoring(project.settings, project.ports);
    expect(third.decisionId).toBe(second.decisionId);
  }, 60_000);

  test("is found once labels came, and a challenger is made from rows that matured, judged by newer ones", async () => {
    clock.set(start + 51 * dayMs);
    const result = await runMonitoring(project.settings, project.ports);
    expect(result.fired, result.sentence).toBe(true);
    const outcome = await retrain(project, { check: false, decisionId: result.decisionId });
    const training = outcome.training!;
    expect(training).toMatchObject({ outcome: "challenger", recentRows: 560, holdoutRows: 240 });
    expect(training.guards.passed, training.guards.sentence).toBe(true);
    expect(outcome.decision.result, outcome.decision.result?.sentence).toMatchObject({
      outcome: "promoted",
      challenger: 2,
    });
    const { lineage, tags } = project.ports.registry.getVersion(project.settings.name, 2);
    expect(lineage).toMatchObject({
      retraining: { championVersion: 1, decisionId: result.decisionId, worldChanged: true },
    });
    expect(tags).toMatchObject({ origin: "retraining", decision: result.decisionId, recipe: training.recipe });
    const holdoutFrom = (lineage as { retraining: { holdoutFrom: number; trainedThrough: number } }).retraining;
    expect(holdoutFrom.trainedThrough).toBeLessThan(holdoutFrom.holdoutFrom);
  }, 120_000);

  test("rows are frozen with it that no model of its recipe had seen, each with its own label and probability", async () => {
    const { settings, ports } = project;
    const { document } = await loadModel(ports.registry.getVersion(settings.name, 2), ports.artifacts);
    const sample = (await readReferenceRows(2, document.plan, settings, ports))!;
    expect(sample.probabilities).toHaveLength(sample.labels.length);
    expect(rocAuc(sample.labels, sample.probabilities), "one half where they were out of step").toBeGreaterThan(0.6);
  }, 60_000);

  test("the retrained model is made again byte for byte from its frozen rows and its champion", async () => {
    const { runId } = project.ports.registry.getVersion(project.settings.name, 2);
    const replayed = await replayTraining(runId, project.settings, project.ports);
    expect(replayed, replayed.sentence).toMatchObject({ same: true });
    expect(replayed.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["training rows", "booster.txt", "model.json"]),
    );
  }, 60_000);

  test("asked again, the same decision has the same result and nothing is trained twice", async () => {
    const [decision] = project.ports.decisions.list({ fired: true });
    const again = await retrain(project, { check: false });
    expect(again.decision.fired).toBe(false);
    expect(project.ports.registry.listVersions(project.settings.name)).toHaveLength(2);
    expect(project.ports.decisions.get(decision!.id)).toEqual(decision);
  }, 60_000);

  test("the new champion ends the incident, and people were told of all of it", async () => {
    clock.set(start + 52 * dayMs);
    await runMonitoring(project.settings, project.ports);
    const { incidents } = listIncidents(project);
    expect(incidents.length).toBeGreaterThan(0);
    expect(incidents.filter(({ family, status }) => family === "model" && status === "open")).toEqual([]);
    expect(incidents[0]!.closedBecause).toContain("version 2 serves now");
    const told = project.metadata.all("SELECT kind FROM outbox_messages ORDER BY sequence").map(({ kind }) => kind);
    expect(told).toEqual(
      expect.arrayContaining(["concept-drift", "retrain-started", "retrain-outcome", "alert-resolved"]),
    );
  }, 60_000);

  test("a round without news costs little: the same decision, nothing written", async () => {
    const count = (): unknown => project.metadata.get("SELECT count(*) AS n FROM decisions");
    const before = count();
    const first = await runMonitoring(project.settings, project.ports);
    const second = await runMonitoring(project.settings, project.ports);
    expect(second.decisionId).toBe(first.decisionId);
    expect(count()).toEqual(before);
  });

  test("after the horizon the retraining is audited on rows that matured since", async () => {
    for (let day = 52; day <= 70; day += 1) await liveDay(day, false);
    clock.set(start + 101 * dayMs);
    await runMonitoring(project.settings, project.ports);
    const audited = project.ports.decisions.list({ fired: true }).find(({ audit }) => audit !== null);
    expect(audited?.audit).toMatchObject({ helped: "yes", triggerWasRight: "yes" });
    const { lost, told } = audited!.audit!.recall!;
    expect(lost).toBeGreaterThan(0);
    expect(told).toBe(lost);
    expect(audited!.audit!.sentence).toContain("lost quality, the triggers told");
    expect(listIncidents(project).triggers).toMatchObject({ right: 1, wrong: 0, helped: 1 });
  }, 120_000);

  test("rows of before the change promote nobody: the old model would win on them, so a person has to decide", async () => {
    const { decision } = await validateVersion(1, project.settings, project.ports, "look back");
    expect(decision).toMatchObject({ kind: "pending", finding: "anchor-unusable" });
    expect(decision.sentences[0]).toContain("before the change of the world that made version 2 champion");
  }, 60_000);
});
