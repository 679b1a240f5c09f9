/**
 * How often does each promotion policy do the wrong thing with pairs of really fitted models? A boosted model of all the
 * example's customers is taken for the truth; fresh rows are customers drawn with replacement, with labels drawn from it. Champions and
 * challengers are fitted on rows of their own, in the ways models of a real life come about: with more rows or fewer, without a column, with
 * wrong labels, over-fit, as a logistic regression. True differences are worked out on all the truth, without sampling.
 *
 * Decisions are made twice: at one threshold for all models, where one whose probabilities are higher on the whole, as after wrong labels,
 * has the higher recall; and at each model's own, found as training finds it on unseen rows, as many as it learned from and with as many
 * wrong labels.
 *
 * A challenger can be better in log loss and lower in F1 at its threshold. Such pairs stand in both groups, and no rule can promote
 * them and refuse them; so the better ones are also told apart by that.
 *
 * Run: npm run build && node --import tsx bench/promotion/fitted-pairs.ts [champions of each kind=3] [decisions of each pair=20] [seed]
 *
 * The rule was chosen on models with noise of their own (errors.ts) and looked at on the seeds `chosen` and `fresh`; what is stored
 * is of `reported`.
 */
import { createLightgbmScorerFactory, createLightgbmTrainer } from "#adapters/lightgbm";
import { createRandom, type Random } from "#kernel";
import { confusionAt, f1, findThreshold } from "#metrics";
import { quantiles } from "#statistics";
import { decidePromotion, type ModelOutput, type PromotionDecision, type PromotionEvidence } from "#validation";
import { machine, rounded, saveResult, type TableRow, tableText } from "../harness/report.js";
import { drawRows, type KnownWorld, openWorld, type Recipe, trueF1, trueLogLoss } from "./fitted-models.js";

const championsOfEach = Number(process.argv[2] ?? 3);
const draws = Number(process.argv[3] ?? 20);
const seed = process.argv[4] ?? "reported";
const sharedThreshold = 0.39;
/** Out-of-fold precision below which training takes no threshold. */
const precisionFloor = 0.6;

const championRecipes: readonly Recipe[] = [
  { name: "4,500 rows", rows: 4500 },
  { name: "1,500 rows", rows: 1500 },
  { name: "4,500 rows, no contract", rows: 4500, without: ["Contract"] },
  { name: "4,500 rows, 5 % labels turned", rows: 4500, flipped: 0.05 },
];
const challengerRecipes: readonly Recipe[] = [
  { name: "4,500 rows", rows: 4500 },
  { name: "9,000 rows", rows: 9000 },
  { name: "2,500 rows", rows: 2500 },
  { name: "1,500 rows", rows: 1500 },
  { name: "600 rows", rows: 600 },
  { name: "no contract", rows: 4500, without: ["Contract"] },
  { name: "no charges", rows: 4500, without: ["MonthlyCharges", "TotalCharges", "InternetService"] },
  { name: "5 % labels turned", rows: 4500, flipped: 0.05 },
  { name: "10 % labels turned", rows: 4500, flipped: 0.1 },
  { name: "over-fit", rows: 4500, kind: "over-fit" },
  { name: "few rounds", rows: 4500, kind: "few rounds" },
  { name: "logistic regression", rows: 4500, kind: "logistic" },
];

interface Fitted {
  readonly scores: Float64Array;
  readonly ownThreshold: number;
}

interface Pair {
  readonly champion: Fitted;
  readonly challenger: Fitted;
  readonly names: string;
  /** True log loss of the champion less the challenger's. */
  readonly gain: number;
}

/** Which threshold models decide at. */
type Thresholds = "one threshold" | "own thresholds";

interface Rates {
  readonly auto: number;
  /** With a reason to change: `auto`, and those that are not worse. */
  readonly autoWithReason: number;
  readonly reference: number;
  /** Standard errors of the paired log loss, one a decision. */
  readonly errors: readonly number[];
  /** Guardrails that stood against a challenger with a lower log loss, by decision. */
  readonly guarded: Readonly<Record<string, number>>;
}

/** A model with the threshold that training would have found for it. */
async function fitted(world: KnownWorld, recipe: Recipe, name: string): Promise<Fitted> {
  const scores = await world.fit(recipe, createRandom(name));
  const random = createRandom(`${name} threshold`);
  const { rows, labels } = drawRows(world.truth, recipe.rows, random);
  const seen = labels.map((label) => (random.uniform() < (recipe.flipped ?? 0) ? 1 - label : label));
  const unseen = Float64Array.from(rows, (row) => scores[row]!);
  const { threshold } = findThreshold(seen, unseen, { policy: "f1-with-precision-floor", floor: precisionFloor });
  return { scores, ownThreshold: threshold };
}

async function pairsOf(world: KnownWorld): Promise<readonly Pair[]> {
  const { truth } = world;
  const pairs: Pair[] = [];
  for (const recipe of championRecipes) {
    for (let copy = 0; copy < championsOfEach; copy += 1) {
      const name = `${seed} ${recipe.name} ${copy}`;
      const champion = await fitted(world, recipe, `${name} champion`);
      for (const other of challengerRecipes) {
        const challenger = await fitted(world, other, `${name} ${other.name} challenger`);
        const gain = trueLogLoss(truth, champion.scores) - trueLogLoss(truth, challenger.scores);
        pairs.push({ champion, challenger, names: `${name} ${other.name}`, gain });
      }
    }
  }
  return pairs;
}

const thresholdOf = ({ ownThreshold }: Fitted, which: Thresholds): number =>
  which === "one threshold" ? sharedThreshold : ownThreshold;

/** True F1 of the challenger less the champion's. */
function f1DifferenceOf({ champion, challenger }: Pair, { truth }: KnownWorld, which: Thresholds): number {
  const f1Of = (model: Fitted): number => trueF1(truth, model.scores, thresholdOf(model, which));
  return f1Of(challenger) - f1Of(champion);
}

/** How decisions are made: on how many rows, at which threshold. */
interface Setting {
  readonly count: number;
  readonly which: Thresholds;
}

function evidenceFor(
  pair: Pair,
  { truth, contract }: KnownWorld,
  { count, which }: Setting,
  random: Random,
): PromotionEvidence {
  const { rows, labels } = drawRows(truth, count, random);
  const outputOf = (model: Fitted): ModelOutput => ({
    probabilities: Float64Array.from(rows, (row) => model.scores[row]!),
    threshold: thresholdOf(model, which),
  });
  return {
    gates: "passed",
    labels,
    challenger: outputOf(pair.challenger),
    champion: outputOf(pair.champion),
    slices: [{ column: "Contract", levels: contract.levels, codes: rows.map((row) => contract.codes[row]!) }],
    anchor: null,
    reason: null,
  };
}

function f1At({ probabilities, threshold }: ModelOutput, { labels }: PromotionEvidence): number {
  return f1(confusionAt(labels, probabilities, threshold));
}

/** Guardrails that stood in the way of a challenger with a lower log loss. */
function guardsIn({ finding, numbers }: PromotionDecision): readonly string[] {
  if (finding !== "superior-but-guarded") return [];
  return numbers.flatMap(({ id, state }) => (state === "broken" || (id === "auc" && state === "open") ? [id] : []));
}

const half = 1.6448536269514722;

function ratesOf(pair: Pair, world: KnownWorld, setting: Setting): Rates {
  const promoted = { auto: 0, autoWithReason: 0, reference: 0 };
  const errors: number[] = [];
  const guarded: Record<string, number> = {};
  for (let draw = 0; draw < draws; draw += 1) {
    const random = createRandom(`${pair.names} ${setting.count} ${draw}`);
    const evidence = evidenceFor(pair, world, setting, random);
    const decision = decidePromotion(evidence, { policy: "auto" }, random.fork("decision"));
    promoted.auto += Number(decision.kind === "promote");
    promoted.autoWithReason += Number(decision.kind === "promote" || decision.finding === "non-inferior");
    promoted.reference += Number(f1At(evidence.challenger, evidence) - f1At(evidence.champion!, evidence) >= -0.02);
    const { interval, value } = decision.numbers.find(({ id }) => id === "logLoss")!;
    errors.push((interval!.high - value) / half);
    for (const id of guardsIn(decision)) guarded[id] = (guarded[id] ?? 0) + 1 / draws;
  }
  return {
    auto: promoted.auto / draws,
    autoWithReason: promoted.autoWithReason / draws,
    reference: promoted.reference / draws,
    errors,
    guarded,
  };
}

interface Truth {
  readonly gain: number;
  readonly f1Difference: number;
}

const groups: Readonly<Record<string, (truth: Truth) => boolean>> = {
  "worse log loss": ({ gain }) => gain < 0,
  "F1 .005 to .020 lower": ({ f1Difference }) => f1Difference > -0.02 && f1Difference < -0.005,
  "log loss better by .004 or more": ({ gain }) => gain >= 0.004,
  "of these, F1 not lower": ({ gain, f1Difference }) => gain >= 0.004 && f1Difference >= 0,
  "of these, F1 lower": ({ gain, f1Difference }) => gain >= 0.004 && f1Difference < 0,
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function tableOf(pairs: readonly Pair[], world: KnownWorld, setting: Setting): readonly TableRow[] {
  const rates = pairs.map((pair) => ({
    truth: { gain: pair.gain, f1Difference: f1DifferenceOf(pair, world, setting.which) },
    rate: ratesOf(pair, world, setting),
  }));
  return Object.entries(groups).map(([group, belongs]) => {
    const members = rates.filter(({ truth }) => belongs(truth)).map(({ rate }) => rate);
    const guards = ["auc", "recall", "slope", "inTheLarge", "slices"];
    const stood = guards.map((id) => `${id} ${rounded(mean(members.map(({ guarded }) => guarded[id] ?? 0)), 3)}`);
    const errors = members.flatMap((rate) => rate.errors);
    return {
      thresholds: setting.which,
      rows: setting.count,
      group,
      pairs: members.length,
      auto: rounded(mean(members.map(({ auto }) => auto)), 4),
      autoWithReason: rounded(mean(members.map(({ autoWithReason }) => autoWithReason)), 4),
      reference: rounded(mean(members.map(({ reference }) => reference)), 4),
      errorOfLogLoss: rounded(quantiles(errors, [0.5])[0]!, 4),
      refusedByGuardrail: stood.join(", "),
    };
  });
}

const where = machine();
const tools = { trainer: createLightgbmTrainer({}), scorers: createLightgbmScorerFactory({}) };
const world = await openWorld(tools);
const pairs = await pairsOf(world);
await tools.trainer.close();
await tools.scorers.close();
const settings = (["one threshold", "own thresholds"] as const).flatMap((which) =>
  [1409, 7043].map((count) => ({ which, count })),
);
const table = settings.flatMap((setting) => tableOf(pairs, world, setting));
console.log(`seeds "${seed}", ${pairs.length} pairs, ${draws} decisions each\n${tableText(table)}`);
if (seed === "reported") saveResult("promotion-fitted-pairs", { machine: where, seed, draws, sharedThreshold, table });
