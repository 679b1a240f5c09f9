/**
 * What a person reads when a challenger is refused and when one is accepted. The champion learned from the first 1,000 customers. One
 * challenger learned from all training rows, of which 20 % have the wrong label; the other from the same rows with the right ones. Both are
 * judged on the test rows of the split, by the gates and by the promotion rule, as `driftloop validate` does.
 *
 * Run: node --import tsx --conditions=source bench/validation/two-challengers.ts [split's seed=901]
 */
import { createRandom } from "#kernel";
import { decidePromotion, evaluateGates, type ModelOutput } from "#validation";
import { saveResult } from "../harness/report.js";
import { candidates, closeCandidates, judgedCandidate, type Split, splitOf } from "./telco-candidates.js";

interface Told {
  readonly challenger: string;
  readonly gates: string;
  /** Of the gates that did not pass. */
  readonly refusals: readonly string[];
  readonly decision: string;
  readonly sentences: readonly string[];
}

async function told(name: string, split: Split, champion: ModelOutput): Promise<Told> {
  const candidate = candidates.find((known) => known.name === name)!;
  const evidence = await judgedCandidate(candidate, split, champion);
  const report = evaluateGates(evidence, { gates: "default" }, createRandom(split.seed));
  const decision = decidePromotion(
    {
      gates: report.verdict,
      labels: evidence.labels,
      challenger: evidence.challenger,
      champion,
      slices: evidence.slices,
      anchor: null,
      reason: null,
    },
    { policy: "auto" },
    createRandom(split.seed),
  );
  return {
    challenger: name,
    gates: report.sentence,
    refusals: report.gates.filter(({ verdict }) => verdict !== "passed").map(({ sentence }) => sentence),
    decision: decision.kind,
    sentences: decision.sentences,
  };
}

const split = splitOf(Number(process.argv[2] ?? 901));
const first = candidates.find(({ name }) => name === "1,000 rows")!;
const { challenger: champion } = await judgedCandidate(first, split);
const both = [await told("20 % labels flipped", split, champion), await told("full data", split, champion)];
await closeCandidates();
for (const { challenger, gates, refusals, decision, sentences } of both) {
  console.log([`\nchallenger: ${challenger}`, gates, ...refusals, `decision: ${decision}`, ...sentences].join("\n"));
}
saveResult("two-challengers", { split: split.seed, champion: first.name, both });
