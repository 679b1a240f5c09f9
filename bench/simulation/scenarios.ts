/**
 * What does the loop make of each scenario, and was it right? The truth is known, so every line can say so. Beside it the
 * reference policy, taken literally, on the same days.
 *
 * Run: node --import tsx --conditions=source bench/simulation/scenarios.ts [days=120] [seeds=1] [policies=default,reference] [scenario …]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, type Project, simulate } from "#app";
import type { DecisionRecord } from "#retraining";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { expectations, isRight, type Outcome } from "./expectations.js";
import { simulationContext, trainedTelco } from "./telco-project.js";

const [daysText = "120", seedsText = "1", policyText = "default,reference", ...named] = process.argv.slice(2);
const days = Number(daysText);
const seeds = Array.from({ length: Number(seedsText) }, (_, index) => index + 1);
const scenarios = named.length > 0 ? named : Object.keys(expectations);
const worlds = scenarios.flatMap((scenario) => seeds.map((seed) => [scenario, seed] as const));
const labelDelay = 30;
const calmDays = 30;
const startMs = Date.parse("2027-01-01T00:00:00Z");
const dayMs = 86_400_000;

const policies = {
  default: [],
  reference: [
    [
      "business:",
      "monitoring: { policy: reference }\nretraining: { policy: reference }\npromotion: { policy: reference }\nbusiness:",
    ],
    ["promotion: { policy: auto }\n", ""],
    ["gates: [default, { id: leakage, bound: { auc: 0.87 } }]", "gates: reference"],
  ],
} as const;

const dayOf = (epochMs: number): number => Math.ceil((epochMs - startMs) / dayMs);

function outcomeOf(project: Project, scenario: string, seed: number): Outcome {
  const everything = { limit: 100_000 };
  const incidents = project.ports.incidents.list(everything).toSorted((left, right) => left.openedAt - right.openedAt);
  const decisions = project.ports.decisions.list(everything);
  const after = incidents.filter(({ openedAt, family }) => dayOf(openedAt) > calmDays && family !== "age");
  const changed = decisions.filter(
    ({ at, verdict }) => dayOf(at) > calmDays && verdict !== "nothing" && verdict !== "age",
  );
  const distinct = (of: (decision: DecisionRecord) => string): readonly string[] => [...new Set(changed.map(of))];
  const promotions = project.ports.registry
    .journal(project.settings.name)
    .filter(({ alias, at, to }) => alias === "champion" && to !== null && Date.parse(at) >= startMs);
  return {
    scenario,
    seed,
    firstAlert: after.length === 0 ? null : dayOf(after[0]!.openedAt) - calmDays,
    calmAlerts: incidents.filter(({ openedAt, family }) => dayOf(openedAt) <= calmDays && family !== "age").length,
    verdicts: distinct(({ verdict }) => verdict),
    actions: distinct(({ action }) => action),
    culprits: after[0]?.culprits ?? [],
    evaluations: decisions.filter(({ fired }) => fired).length,
    promotions: promotions.length,
  };
}

async function liveThrough(project: Project, scenario: string, seed: number): Promise<Outcome> {
  const request = { days, drift: scenario, seed, labelDelay, start: "2027-01-01" };
  const { folder } = await simulate(project, request, simulationContext);
  const lived = await openProject({ ...simulationContext, folder });
  try {
    return outcomeOf(lived, scenario, seed);
  } finally {
    await lived.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const where = machine();
const root = mkdtempSync(join(tmpdir(), "driftloop-scenarios-"));
const outcomes: Record<string, Outcome[]> = { default: [], reference: [] };
try {
  for (const [policy, changes] of Object.entries(policies).filter(([name]) => policyText.split(",").includes(name))) {
    const project = await trainedTelco(join(root, policy), changes);
    for (const [scenario, seed] of worlds) {
      outcomes[policy]!.push(await liveThrough(project, scenario, seed));
      console.error(policy, scenario, JSON.stringify(outcomes[policy]!.at(-1)));
    }
    await project.close();
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

const alertText = ({ firstAlert }: Outcome): string => (firstAlert === null ? "never" : `day ${firstAlert}`);
const rows = outcomes["default"]!.map((own, index) => {
  const reference = outcomes["reference"]![index];
  return {
    scenario: own.scenario,
    alert: alertText(own),
    calm: own.calmAlerts,
    culprits: own.culprits.slice(0, 3).join(" "),
    verdicts: own.verdicts.join(" "),
    actions: own.actions.join(" "),
    "eval.": own.evaluations,
    "prom.": own.promotions,
    right: isRight(own) ? "right" : "wrong",
    "reference: alert": reference === undefined ? "not run" : alertText(reference),
    "calm ": reference?.calmAlerts ?? "",
    "prom. ": reference?.promotions ?? "",
    "right ": reference === undefined ? "" : isRight(reference) ? "right" : "wrong",
  };
});
console.log(tableText(rows));
const share = (list: readonly Outcome[]): number | null =>
  list.length === 0 ? null : rounded(list.filter(isRight).length / list.length);
const summary = { right: share(outcomes["default"]!), rightOfReference: share(outcomes["reference"]!) };
console.log(summary);
saveResult("simulation-scenarios", { machine: where, days, seeds: seeds.length, labelDelay, ...summary, outcomes });
