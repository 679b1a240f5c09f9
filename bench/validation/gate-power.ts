/**
 * Which models do the gates let through? Honest and spoilt models of the bundled data over many splits: every model is fitted
 * with the same sound parameters, gets its threshold out of fold, and is judged on the split's test rows by both sets of gates.
 * Rules were chosen on the splits 0 to 99 and 400 to 459; what refuses models of 3,000 rows was looked at on the splits 2000 to 2078. The
 * second table is of rules that were thought of and not taken.
 *
 * Run: node --import tsx --conditions=source bench/validation/gate-power.ts [splits=30] [first split's seed=900]
 */
import { createRandom } from "#kernel";
import { evaluateGates, type ValidationEvidence } from "#validation";
import { machine, saveResult } from "../harness/report.js";
import { otherRules } from "./other-rules.js";
import { candidates, closeCandidates, judgedCandidate, splitOf } from "./telco-candidates.js";

const [splits = 30, firstSeed = 900] = process.argv.slice(2).map(Number);

function judge(
  evidence: ValidationEvidence,
  seed: number,
): {
  readonly seven: boolean;
  readonly all: boolean;
  readonly failed: readonly string[];
  readonly others: readonly string[];
} {
  const report = evaluateGates(evidence, { gates: "default" }, createRandom(seed));
  const failed = report.gates.filter(({ verdict }) => verdict !== "passed").map(({ id }) => id);
  return {
    seven: report.gates.slice(0, 7).every(({ verdict }) => verdict === "passed"),
    all: failed.length === 0,
    failed,
    others: Object.entries(otherRules).flatMap(([name, passes]) => (passes(report) ? [name] : [])),
  };
}

const where = machine();
const counted = (counts: Map<string, number>, names: readonly string[]): void => {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
};
const tally = new Map(
  candidates.map(({ name }) => [
    name,
    { seven: 0, all: 0, failed: new Map<string, number>(), others: new Map<string, number>() },
  ]),
);
for (let seed = firstSeed; seed < firstSeed + splits; seed += 1) {
  const split = splitOf(seed);
  for (const candidate of candidates) {
    const result = judge(await judgedCandidate(candidate, split), seed);
    const counts = tally.get(candidate.name)!;
    counts.seven += result.seven ? 1 : 0;
    counts.all += result.all ? 1 : 0;
    counted(counts.failed, result.failed);
    counted(counts.others, result.others);
  }
  process.stderr.write(`split ${seed - firstSeed + 1} of ${splits}\r`);
}
const table = candidates.map(({ name, goal }) => {
  const { seven, all, failed } = tally.get(name)!;
  const why = [...failed].toSorted(([, left], [, right]) => right - left).slice(0, 3);
  return {
    model: name,
    "reference gates": (seven / splits).toFixed(2),
    "default gates": (all / splits).toFixed(2),
    goal,
    "failed most": why.map(([id, count]) => `${id} ${count}`).join(", "),
  };
});
const others = candidates.map(({ name }) => {
  const { others: passes } = tally.get(name)!;
  const shares = Object.keys(otherRules).map((rule) => [rule, ((passes.get(rule) ?? 0) / splits).toFixed(2)]);
  return { model: name, ...(Object.fromEntries(shares) as Readonly<Record<string, string>>) };
});
console.table(table);
console.table(others);
saveResult("gate-power", { machine: where, splits, firstSeed, table, others });
await closeCandidates();
