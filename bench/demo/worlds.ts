/**
 * What the demonstration's months end with in other worlds than its own: its project is made once, then lived in under one seed
 * after another, and the true quality of the first and the last champion tells whether what was done was right.
 *
 * Run: node --import tsx --conditions=source bench/demo/worlds.ts [worlds=6] [first seed=1]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, simulate } from "#app";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { simulationContext, trainedTelco } from "../simulation/telco-project.js";

const [worldsText = "6", firstText = "1"] = process.argv.slice(2);
const seeds = Array.from({ length: Number(worldsText) }, (_, index) => Number(firstText) + index);
const days = 91;
/** As the demonstration changes them; the latency gate is about the machine. */
const changes = [
  ["horizon: 90d", "horizon: 30d"],
  ["bound: { auc: 0.87 } }]", "bound: { auc: 0.87 } }, { id: latency, required: false }]"],
  ["promotion: { policy: auto }", "promotion: { policy: auto }\nretraining: { fallback: 90d, halfLives: [60d] }"],
] as const;

interface World {
  readonly seed: number;
  readonly evaluations: readonly { readonly day: number; readonly outcome: string; readonly sentence: string }[];
  readonly champion: number | null;
  readonly trueAuc: Readonly<Record<string, number>>;
  readonly trueLogLoss: Readonly<Record<string, number>>;
}

const where = machine();
const root = mkdtempSync(join(tmpdir(), "driftloop-demo-worlds-"));
const worlds: World[] = [];
try {
  const project = await trainedTelco(join(root, "original"), changes, 50);
  for (const seed of seeds) {
    const request = { days, drift: "demo", seed, start: "2027-01-04", labelDelay: 30 };
    const { folder, quality, champion } = await simulate(project, request, simulationContext);
    const lived = await openProject({ ...simulationContext, folder });
    const decisions = lived.ports.decisions.list({ fired: true, limit: 100 }).toReversed();
    await lived.close();
    rmSync(folder, { recursive: true, force: true });
    const nameOf = (version: number | null): string => (version === null ? "truth" : `version ${version}`);
    worlds.push({
      seed,
      evaluations: decisions.map(({ at, result }) => ({
        day: Math.ceil((at - Date.parse("2027-01-04T00:00:00Z")) / 86_400_000),
        outcome: result?.outcome ?? "open",
        sentence: result?.sentence ?? "",
      })),
      champion,
      trueAuc: Object.fromEntries(quality.map(({ version, auc }) => [nameOf(version), rounded(auc, 4)])),
      trueLogLoss: Object.fromEntries(quality.map(({ version, logLoss }) => [nameOf(version), rounded(logLoss, 4)])),
    });
    console.error(JSON.stringify(worlds.at(-1)));
    saveResult("demo-worlds", { machine: where, days, worlds });
  }
  await project.close();
} finally {
  rmSync(root, { recursive: true, force: true });
}

console.log(
  tableText(
    worlds.map(({ seed, evaluations, champion, trueAuc, trueLogLoss }) => ({
      seed,
      evaluations: evaluations.map(({ day, outcome }) => `day ${day} ${outcome}`).join(", "),
      champion: champion ?? 0,
      "AUC, first": trueAuc["version 1"] ?? 0,
      "AUC, last": trueAuc[`version ${champion}`] ?? 0,
      "log loss, first": trueLogLoss["version 1"] ?? 0,
      "log loss, last": trueLogLoss[`version ${champion}`] ?? 0,
    })),
  ),
);
