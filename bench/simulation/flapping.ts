/**
 * Does the loop flap when a world does? Drift that comes and goes every ten days, for 180 days after the calm ones: of inputs, of
 * how customers decide, of a feed. Wanted: at most two evaluation runs in any 30 days, no promotion without a proven gain, and
 * every alert closed, or open and told of one incident only.
 *
 * Worlds that were lived through before are kept in the result until they are lived through again, so that it can be made in parts.
 *
 * Run: node --import tsx --conditions=source bench/simulation/flapping.ts [seeds=1|none] [days=210] [scenario …]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject, type Project, simulate, type SimulationResult } from "#app";
import type { ValidationReport } from "#pipelines";
import type { DecisionRecord, Incident } from "#retraining";
import { machine, rounded, saveResult, tableText } from "../harness/report.js";
import { simulationContext, trainedTelco } from "./telco-project.js";

const [seedText = "1", daysText = "210", ...named] = process.argv.slice(2);
const seeds = seedText === "none" ? [] : seedText.split(",").map(Number);
const days = Number(daysText);
const scenarios = named.length > 0 ? named : ["oscillating", "oscillating-concept", "oscillating-fault"];
const labelDelay = 14;
const startMs = Date.parse("2027-01-01T00:00:00Z");
const dayMs = 86_400_000;
const everything = { limit: 1_000_000 };

/** A promotion with what its rows proved. */
interface Promotion {
  readonly day: number;
  readonly finding: string;
  /** Log loss of the challenger less the champion's on the rows that judged, and the upper end of its one-sided 95 % interval. */
  readonly logLoss: number;
  readonly logLossHigh: number;
  readonly isGainProven: boolean;
}

/** What a flapping world came to. */
interface Soak {
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  readonly waves: number;
  readonly incidents: number;
  /** Alerts that no incident has, alerts and incidents open under one key at once, and incidents that never closed. */
  readonly orphanAlerts: number;
  readonly doubled: number;
  readonly openAtEnd: number;
  /** Messages the outbox had to tell, but for the daily one that a run succeeded; and all, by kind. */
  readonly messages: number;
  readonly messageKinds: Readonly<Record<string, number>>;
  /** Most of them in any 30 days. */
  readonly mostMessagesIn30Days: number;
  readonly evaluations: number;
  readonly mostEvaluationsIn30Days: number;
  /** Evaluation runs by what called for them. */
  readonly calledBy: Readonly<Record<string, number>>;
  readonly promotions: readonly Promotion[];
  readonly unprovenPromotions: number;
  /** True log loss at the end: of the first champion and of the present one. */
  readonly truth: readonly { readonly version: number | null; readonly logLoss: number }[];
  readonly cpuSeconds: number;
}

const dayOf = (epochMs: number): number => Math.ceil((epochMs - startMs) / dayMs);

/** Most moments in any stretch of 30 days. */
function mostIn30Days(moments: readonly number[]): number {
  return Math.max(0, ...moments.map((first) => moments.filter((at) => at >= first && at < first + 30 * dayMs).length));
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

async function promotionOf(project: Project, { result }: DecisionRecord): Promise<Promotion> {
  const { validationDigest } = project.ports.registry.getVersion(project.settings.name, result!.challenger!);
  const text = new TextDecoder().decode(await project.ports.artifacts.get(validationDigest!));
  const { decision } = JSON.parse(text) as ValidationReport;
  const { interval } = decision.numbers.find(({ title }) => title.toLowerCase().includes("log loss"))!;
  return {
    day: dayOf(result!.at),
    finding: decision.finding,
    logLoss: rounded(interval!.value, 4),
    logLossHigh: rounded(interval!.high, 4),
    isGainProven: interval!.high < 0,
  };
}

/** Incidents of one key that were open at the same time. */
function overlapping(incidents: readonly Incident[]): number {
  const end = ({ closedAt }: Incident): number => closedAt ?? Number.POSITIVE_INFINITY;
  return incidents.filter((one) =>
    incidents.some(
      (other) =>
        other.id !== one.id && other.key === one.key && other.openedAt <= one.openedAt && end(other) > one.openedAt,
    ),
  ).length;
}

/** What people are told: repeats of an open alert are kept in the outbox too, but only counted. */
function toldMessages({ metadata }: Project): readonly { readonly kind: string; readonly at: number }[] {
  const rows = metadata.all("SELECT kind, enqueued_at FROM outbox_messages WHERE is_told = 1 ORDER BY sequence");
  return rows.map((row) => ({ kind: String(row["kind"]), at: Date.parse(String(row["enqueued_at"])) }));
}

async function soakOf(project: Project, lived: SimulationResult): Promise<Omit<Soak, "cpuSeconds">> {
  const { ports } = project;
  const incidents = ports.incidents.list(everything);
  const told = toldMessages(project);
  const messages = told.filter(({ kind }) => kind !== "run-succeeded");
  const alerts = project.mailroom.outbox.listAlerts();
  const decisions = ports.decisions.list({ ...everything, fired: true });
  const promoted = decisions.filter(({ result }) => result?.outcome === "promoted");
  const promotions = await Promise.all(promoted.toReversed().map((decision) => promotionOf(project, decision)));
  const keys = new Set(incidents.map(({ key }) => key));
  const open = new Set(incidents.filter(({ status }) => status !== "closed").map(({ key }) => key));
  const orphans = alerts.filter(({ key, closedAt }) => (closedAt === null ? !open.has(key) : !keys.has(key)));
  return {
    scenario: lived.scenario,
    seed: lived.seed,
    days,
    waves: Math.floor((days - 30) / 10),
    incidents: incidents.length,
    orphanAlerts: orphans.length,
    doubled: overlapping(incidents),
    openAtEnd: open.size,
    messages: messages.length,
    messageKinds: countBy(told.map(({ kind }) => kind)),
    mostMessagesIn30Days: mostIn30Days(messages.map(({ at }) => at)),
    evaluations: decisions.length,
    mostEvaluationsIn30Days: mostIn30Days(decisions.map(({ at }) => at)),
    calledBy: countBy(decisions.map(({ verdict }) => verdict)),
    promotions,
    unprovenPromotions: promotions.filter(({ isGainProven }) => !isGainProven).length,
    truth: lived.quality.map(({ version, logLoss }) => ({ version, logLoss: rounded(logLoss, 4) })),
  };
}

async function liveThrough(project: Project, scenario: string, seed: number): Promise<Soak> {
  const before = process.cpuUsage();
  const request = { days, drift: scenario, seed, labelDelay, start: "2027-01-01" };
  const result = await simulate(project, request, simulationContext);
  const lived = await openProject({ ...simulationContext, folder: result.folder });
  try {
    const soak = await soakOf(lived, result);
    const { user, system } = process.cpuUsage(before);
    return { ...soak, cpuSeconds: rounded((user + system) / 1e6, 1) };
  } finally {
    await lived.close();
    rmSync(result.folder, { recursive: true, force: true });
  }
}

const where = machine();
const resultFile = new URL("../results/simulation-flapping.json", import.meta.url);
const soaks: Soak[] = existsSync(resultFile)
  ? [...(JSON.parse(readFileSync(resultFile, "utf8")) as { readonly soaks: readonly Soak[] }).soaks]
  : [];

function keep(soak: Soak): void {
  const place = soaks.findIndex(({ scenario, seed }) => scenario === soak.scenario && seed === soak.seed);
  if (place < 0) soaks.push(soak);
  else soaks[place] = soak;
  saveResult("simulation-flapping", { machine: where, labelDelay, soaks });
}

async function liveAll(folder: string): Promise<void> {
  const project = await trainedTelco(folder);
  for (const seed of seeds) {
    for (const scenario of scenarios) {
      const soak = await liveThrough(project, scenario, seed);
      keep(soak);
      console.error(JSON.stringify(soak));
    }
  }
  await project.close();
}

const root = mkdtempSync(join(tmpdir(), "driftloop-flapping-"));
try {
  if (seeds.length > 0) await liveAll(join(root, "project"));
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(
  tableText(
    soaks.map((soak) => ({
      scenario: soak.scenario,
      seed: soak.seed,
      waves: soak.waves,
      incidents: soak.incidents,
      "open at the end": soak.openAtEnd,
      "without incident": soak.orphanAlerts,
      doubled: soak.doubled,
      messages: soak.messages,
      "most in 30 days ": soak.mostMessagesIn30Days,
      evaluations: soak.evaluations,
      "most in 30 days": soak.mostEvaluationsIn30Days,
      promotions: soak.promotions.length,
      unproven: soak.unprovenPromotions,
    })),
  ),
);
