/**
 * What does the loop make of each scenario, and was it right? The truth is known, so every line can say so. Beside it the same
 * loop with fixed cut-offs for drift (PSI > .25 on any feature, score KS p < .05), on the same days; or the reference policy
 * taken literally, which trains nearly every day and takes hours. Each world is lived through for the fewest days that tell: 14 calm ones,
 * then the change; outcomes are certain after 14 days.
 *
 * Worlds that were lived through before are kept in the result until they are lived through again, so that it can be made in parts.
 *
 * Run: node --import tsx --conditions=source bench/simulation/scenarios.ts [seeds=1,2,3|none] [policies=default,cut-offs,reference] [scenario …]
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, type Project, simulate, type SimulationResult } from "#app";
import type { DecisionRecord } from "#retraining";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { calmDays, expectations, isRight, type Outcome } from "./expectations.js";
import { copiedTelco, simulationContext, trainedTelco } from "./telco-project.js";

const [seedText = "1,2,3", policyText = "default,cut-offs", ...named] = process.argv.slice(2);
const seeds = seedText === "none" ? [] : seedText.split(",").map(Number);
const scenarios = named.length > 0 ? named : Object.keys(expectations);
const labelDelay = 14;
const startMs = Date.parse("2027-01-01T00:00:00Z");
const dayMs = 86_400_000;

const policies = {
  default: [],
  "cut-offs": [["business:", "monitoring: { policy: reference }\nbusiness:"]],
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

function outcomeOf(project: Project, lived: SimulationResult, policy: string): Outcome {
  const everything = { limit: 100_000 };
  const { scenario, seed } = lived;
  const { days, hasNoCalm } = expectations[scenario]!;
  const calm = hasNoCalm === true ? 0 : calmDays;
  const incidents = project.ports.incidents.list(everything).toSorted((left, right) => left.openedAt - right.openedAt);
  const decisions = project.ports.decisions.list(everything).toSorted((left, right) => left.at - right.at);
  const after = incidents.filter(({ openedAt, family }) => dayOf(openedAt) > calm && family !== "age");
  const changed = decisions.filter(({ at, verdict }) => dayOf(at) > calm && verdict !== "nothing" && verdict !== "age");
  const distinct = (of: (decision: DecisionRecord) => string): readonly string[] => [...new Set(changed.map(of))];
  const promotions = project.ports.registry
    .journal(project.settings.name)
    .filter(({ alias, at, to }) => alias === "champion" && to !== null && Date.parse(at) >= startMs);
  return {
    scenario,
    seed,
    policy,
    days,
    firstAlert: after.length === 0 ? null : dayOf(after[0]!.openedAt) - calm,
    calmAlerts: incidents.filter(({ openedAt, family }) => dayOf(openedAt) <= calm && family !== "age").length,
    verdicts: distinct(({ verdict }) => verdict),
    actions: distinct(({ action }) => action),
    culprits: after[0]?.culprits ?? [],
    evaluations: decisions.filter(({ fired }) => fired).length,
    promotions: promotions.length,
    runs: decisions
      .filter(({ fired }) => fired)
      .map(({ at, verdict, result }) => ({ day: dayOf(at) - calm, verdict, outcome: result?.outcome ?? "none" })),
    truth: lived.quality.map(({ version, auc, logLoss }) => ({
      version,
      auc: rounded(auc, 4),
      logLoss: rounded(logLoss, 4),
    })),
  };
}

async function liveThrough(project: Project, scenario: string, seed: number, policy: string): Promise<Outcome> {
  const request = { days: expectations[scenario]!.days, drift: scenario, seed, labelDelay, start: "2027-01-01" };
  const lived = await simulate(project, request, simulationContext);
  const copy = await openProject({ ...simulationContext, folder: lived.folder });
  try {
    return outcomeOf(copy, lived, policy);
  } finally {
    await copy.close();
    rmSync(lived.folder, { recursive: true, force: true });
  }
}

/** Fewer calm days than the example's scenarios have: two weeks tell as much. */
function shortenCalm(folder: string): void {
  const inside = join(folder, "scenarios");
  for (const file of readdirSync(inside)) {
    const text = readFileSync(join(inside, file), "utf8");
    writeFileSync(join(inside, file), text.replace(/^calmDays: .*$/m, `calmDays: ${calmDays}`));
  }
}

const where = machine();
const root = mkdtempSync(join(tmpdir(), "driftloop-scenarios-"));
const resultFile = new URL("../results/simulation-scenarios.json", import.meta.url);
const outcomes: Outcome[] = existsSync(resultFile)
  ? (JSON.parse(readFileSync(resultFile, "utf8")) as { readonly outcomes: Outcome[] }).outcomes
  : [];

function keep(outcome: Outcome): void {
  const place = outcomes.findIndex(
    ({ scenario, seed, policy }) => scenario === outcome.scenario && seed === outcome.seed && policy === outcome.policy,
  );
  if (place < 0) outcomes.push(outcome);
  else outcomes[place] = outcome;
}

/** Lives through one seed's worlds under one policy; what is done is kept, should the run be cut short. */
async function live(project: Project, policy: string, seed: number): Promise<void> {
  for (const scenario of scenarios) {
    const outcome = await liveThrough(project, scenario, seed, policy);
    keep(outcome);
    console.error(JSON.stringify(outcome));
    save();
  }
}

const of = (scenario: string, policy: string): readonly Outcome[] =>
  outcomes.filter((one) => one.scenario === scenario && one.policy === policy);
const daysText = (list: readonly Outcome[]): string =>
  list.map(({ firstAlert }) => (firstAlert === null ? "–" : String(firstAlert))).join(", ");
const distinct = (lists: readonly (readonly string[])[]): string => [...new Set(lists.flat())].join(" ");
const rightText = (list: readonly Outcome[]): string =>
  list.length === 0 ? "not run" : `${list.filter(isRight).length} of ${list.length}`;
const sum = (list: readonly Outcome[], read: (outcome: Outcome) => number): number =>
  list.reduce((total, outcome) => total + read(outcome), 0);

/** What the default policy is set beside: the one that was lived through in more worlds. */
function comparedPolicy(): "reference" | "cut-offs" {
  const worldsOf = (policy: string): number => outcomes.filter((one) => one.policy === policy).length;
  return worldsOf("reference") > worldsOf("cut-offs") ? "reference" : "cut-offs";
}

function rowOf(scenario: string): Record<string, string | number> {
  const own = of(scenario, "default");
  const compared = comparedPolicy();
  const other = of(scenario, compared);
  return {
    scenario,
    "detected on day": daysText(own),
    verdict: distinct(own.map(({ verdicts }) => verdicts)),
    action: distinct(own.map(({ actions }) => actions)),
    culprits: distinct(own.map(({ culprits }) => culprits.slice(0, 3))),
    "false before": sum(own, ({ calmAlerts }) => calmAlerts),
    promotions: sum(own, (outcome) => outcome.promotions),
    right: rightText(own),
    [`${compared}: day`]: daysText(other),
    "false before ": sum(other, ({ calmAlerts }) => calmAlerts),
    "promotions ": sum(other, (outcome) => outcome.promotions),
    "right ": rightText(other),
  };
}

const share = (policy: string): number | null => {
  const list = outcomes.filter((one) => one.policy === policy);
  return list.length === 0 ? null : rounded(list.filter(isRight).length / list.length);
};
const summary = () => ({
  right: share("default"),
  rightByCutOffs: share("cut-offs"),
  rightOfReference: share("reference"),
});

function save(): void {
  saveResult("simulation-scenarios", {
    machine: where,
    seeds: [...new Set(outcomes.map(({ seed }) => seed))],
    calmDays,
    labelDelay,
    ...summary(),
    outcomes,
  });
}

async function liveAll(): Promise<void> {
  const trained = join(root, "trained");
  const first = await trainedTelco(trained);
  await first.close();
  shortenCalm(trained);
  const projects = new Map<string, Project>();
  for (const [policy, changes] of Object.entries(policies).filter(([name]) => policyText.split(",").includes(name))) {
    projects.set(policy, await copiedTelco(trained, join(root, policy), changes));
  }
  for (const seed of seeds) for (const [policy, project] of projects) await live(project, policy, seed);
  for (const project of projects.values()) await project.close();
}

try {
  if (seeds.length > 0) await liveAll();
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(tableText(scenarios.map(rowOf)));
console.log(summary());
save();
