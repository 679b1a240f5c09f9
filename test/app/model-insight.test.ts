import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "#adapters/system";
import {
  diffModels,
  explain,
  type ExplainResult,
  initProject,
  modelCardOf,
  openProject,
  type Project,
  predict,
  replay,
  runTraining,
  showModel,
  train,
  register,
  writeReport,
} from "#app";
import { silentProgress } from "#kernel";
import { loadModel } from "#inference";
import { writeCustomers } from "../acceptance/data-sets.js";

const root = mkdtempSync(join(tmpdir(), "model-insight-"));
const folder = join(root, "project");

const open = (codeVersion = "1.2.3"): Promise<Project> =>
  openProject({ folder, clock: systemClock, progress: silentProgress, codeVersion });

function editProject(from: string | RegExp, to: string): void {
  const path = join(folder, "driftloop.yaml");
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
}

type EntityResult = ExplainResult & { kind: "entity" };

describe("insight into models", () => {
  let project: Project;
  let firstRun: string;
  let secondRun: string;
  beforeAll(async () => {
    const data = writeCustomers(root, "customers.csv", { rows: 800 });
    await initProject(folder, { data, label: "churned" });
    editProject("gates: [default, { id: null-robustness, required: false }]", "gates: reference");
    editProject("trials: 50", "trials: 2");
    editProject(/(\n +plan: \{[^}]*)\}/, "$1, actionable: true }");
    project = await open();
    firstRun = (await runTraining(project)).outputs.model_training.runId;
    await project.close();
    editProject(
      "trials: 2",
      "trials: 2, seed: 5, repeats: 2, calibration: platt, positiveWeight: balanced, monotone: { spend: increasing }",
    );
    project = await open();
    secondRun = (await train(project, {})).runId;
    await register(project, secondRun);
  }, 120_000);
  afterAll(async () => {
    await project.close();
    rmSync(root, { recursive: true });
  });

  const explainOne = async (entity: string, audience: "business" | "auditor", version: number | null = null) =>
    (await explain(project, { entity, input: null, output: null, version, audience })) as EntityResult;

  it("explains an entity with parts that add up to its margin, and its probability is the predicted one", async () => {
    const { highRisk } = await predict(project, {});
    for (const { entity, probability, reasons } of highRisk.slice(0, 5)) {
      const { explained } = await explainOne(entity, "auditor");
      expect(explained.probability).toBeCloseTo(probability, 12);
      const parts = explained.reasons.reduce((sum, { contribution }) => sum + contribution, explained.baseMargin);
      expect(parts).toBeCloseTo(explained.margin, 9);
      const columns = Object.values(explained.byColumn).reduce((sum, part) => sum + part, explained.baseMargin);
      expect(columns).toBeCloseTo(explained.margin, 9);
      expect((await explainOne(entity, "business")).explained.reasons).toEqual(reasons);
      expect(reasons.every(({ actionable, feature }) => actionable && feature === "plan")).toBe(true);
    }
    expect(highRisk.some(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  it("explains the rows of a file as it explains the same entities, and writes all of them", async () => {
    const lines = readFileSync(join(root, "customers.csv"), "utf8").split("\n");
    const input = join(root, "few.csv");
    writeFileSync(input, `${[...lines.slice(0, 31), lines[31]!.replace(/yes|no/, "perhaps")].join("\n")}\n`);
    const output = join(root, "few-explained.csv");
    const request = { entity: null, input, output, version: null, audience: "business" } as const;
    const result = (await explain(project, request)) as ExplainResult & { kind: "file" };
    expect(result.rows + result.quarantined).toBe(31);
    const [highest] = result.highest;
    const { explained } = await explainOne(highest!.entity, "business");
    expect(highest!.probability).toBeCloseTo(explained.probability, 12);
    expect(readFileSync(output, "utf8").trim().split("\n")).toHaveLength(result.rows + 1);
  });

  it("applies a version's calibrator wherever it gives probabilities", async () => {
    const model = await loadModel(showModel(project, 2), project.ports.artifacts);
    expect(model.document.calibrator.kind).toBe("platt");
    const { slope, intercept } = model.document.calibrator as { slope: number; intercept: number };
    const { explained } = await explainOne("C7", "auditor", 2);
    expect(explained.probability).toBeCloseTo(1 / (1 + Math.exp(-intercept - slope * explained.margin)), 12);
    expect(Math.abs(explained.probability - 1 / (1 + Math.exp(-explained.margin)))).toBeGreaterThan(1e-4);
  });

  it("keeps the direction a feature was given", async () => {
    const { artifacts } = showModel(project, 2);
    const bytes = await project.ports.artifacts.get(artifacts["explanation.json"]!);
    const { partialDependence } = JSON.parse(new TextDecoder().decode(bytes)) as {
      partialDependence: { feature: string; points: { probability: number }[] }[];
    };
    const { points } = partialDependence.find(({ feature }) => feature === "spend")!;
    expect(points.length).toBeGreaterThan(5);
    for (const [place, point] of points.entries()) {
      expect(point.probability).toBeGreaterThanOrEqual(points[Math.max(0, place - 1)]!.probability);
    }
  });

  it("compares two versions on the same rows, B less A, and gives no difference of a version to itself", async () => {
    const diff = await diffModels(project, 1, 2);
    const back = await diffModels(project, 2, 1);
    for (const [place, { name, difference }] of diff.metrics.entries()) {
      expect({ name, value: difference.value }).toEqual({ name, value: -back.metrics[place]!.difference.value });
    }
    expect(diff.changed.toPositive).toBe(back.changed.toNegative);
    const names = diff.facts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["calibrator", "scale_pos_weight", "monotone_constraints", "seed"]));
    const same = await diffModels(project, 1, 1);
    expect(same.metrics.every(({ difference }) => difference.value === 0)).toBe(true);
    expect(same).toMatchObject({ changed: { toPositive: 0, toNegative: 0, largest: [] }, facts: [] });
  });

  it("makes a run's model again byte for byte, under another project file and program version too", async () => {
    expect(await replay(project, secondRun)).toMatchObject({ same: true, sentence: "Byte for byte the same." });
    const later = await open("1.3.0");
    const result = await replay(later, firstRun);
    await later.close();
    expect(result.same).toBe(true);
    expect(result.checks.filter(({ same }) => !same).map(({ name }) => name)).toEqual([
      "program version",
      "project file",
    ]);
  });

  it("says what differs when a run cannot be made again", async () => {
    const run = project.ports.runs.get(firstRun);
    const changed = {
      ...run,
      params: { ...run.params, lineage: { ...(run.params["lineage"] as object), labelsVersion: 99 } },
    };
    const ports = { ...project.ports, runs: { ...project.ports.runs, get: () => changed } };
    const gone = await replay({ ...project, ports }, firstRun);
    expect(gone.same).toBe(false);
    expect(gone.sentence).toMatch(/what differs: table versions/);
    const reseeded = {
      ...run,
      params: { ...run.params, training: { ...(run.params["training"] as object), seed: 6 } },
    };
    const other = await replay(
      { ...project, ports: { ...ports, runs: { ...ports.runs, get: () => reseeded } } },
      firstRun,
    );
    expect(other.sentence).toMatch(/^Not the same; what differs: .*booster\.txt, model\.json/);
    await expect(replay(project, "run_none")).rejects.toMatchObject({ code: "tracking/run-not-found" });
  });

  it("stores a model card at validation, and makes one without measurements before", async () => {
    const stored = await modelCardOf(project, 1);
    expect(stored.digest).toBe(showModel(project, 1).tags["model_card"]);
    expect(stored.markdown).toMatch(/## Quality[\s\S]*\| AUC \|[\s\S]*## Slices[\s\S]*plan = basic[\s\S]*## Gates/);
    const fresh = await modelCardOf(project, 2);
    expect(fresh.digest).toBeNull();
    expect(fresh.markdown).toContain("It has not been validated yet.");
    expect(fresh.markdown).not.toContain("## Gates");
  });

  it("writes the validation as a page with every gate and slice", async () => {
    const { file } = await writeReport(project, { kind: "validation", version: 1, output: null });
    const html = readFileSync(file, "utf8");
    for (const text of ["Validation report", "Promotion decision", "plan = basic", "Minority class"]) {
      expect(html).toContain(text);
    }
    await expect(writeReport(project, { kind: "validation", version: 2, output: null })).rejects.toMatchObject({
      code: "approval/not-validated",
    });
  });
});
