import { createRandom, type Random } from "#kernel";
import {
  decidePromotion,
  type PromotionDecision,
  type PromotionEvidence,
  type PromotionOptions,
  promotionOptions,
} from "#validation";
import { describe, expect, test } from "vitest";
import { noisyModel, output, syntheticRows } from "./synthetic.js";

const auto: PromotionOptions = { policy: "auto" };

function scaled(probabilities: Float64Array, slope: number, shift = 0): Float64Array {
  return probabilities.map((p) => 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + shift))));
}

/** The threshold of scaled probabilities that decides like .39 decides on unscaled ones. */
function sameDecisions(slope: number, shift: number): number {
  return scaled(Float64Array.of(0.39), slope, shift)[0]!;
}

/** Rows with a champion and a challenger that see the truth through noise of known size. */
function evidenceOf(
  seed: string,
  noise: { readonly champion: number; readonly challenger: number },
  parts: Partial<PromotionEvidence> = {},
  count = 4000,
): PromotionEvidence {
  const random = createRandom(seed);
  const rows = syntheticRows(count, random.fork("rows"));
  return {
    gates: "passed",
    labels: rows.labels,
    challenger: output(noisyModel(rows, noise.challenger, random.fork("challenger"))),
    champion: output(noisyModel(rows, noise.champion, random.fork("champion"))),
    slices: [],
    anchor: null,
    reason: null,
    ...parts,
  };
}

function decide(evidence: PromotionEvidence, options = auto): PromotionDecision {
  return decidePromotion(evidence, options, createRandom("decision"));
}

const better = evidenceOf("better", { champion: 0.9, challenger: 0.2 });
const worse = evidenceOf("worse", { champion: 0.2, challenger: 0.9 });

describe("decision table", () => {
  test("promotes a superior challenger, with numbers, intervals and sentences, in plain JSON", () => {
    const decision = decide(better);
    expect(decision).toMatchObject({
      kind: "promote",
      finding: "superior",
      recommendation: "promote",
      rows: 4000,
      rowsNeeded: null,
    });
    expect(decision.sentences[0]).toMatch(/^Promote: its log loss is 0\.0\d+ lower/u);
    expect(decision.numbers.map(({ id }) => id)).toEqual(["logLoss", "auc", "f1", "recall", "slope", "inTheLarge"]);
    expect(decision.numbers.every(({ interval }) => interval?.level === 0.9)).toBe(true);
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
  });

  test("rejects an inferior challenger", () => {
    expect(decide(worse)).toMatchObject({ kind: "reject", finding: "inferior" });
  });

  test("keeps the champion when the challenger is the same model", () => {
    const same = { ...better, challenger: better.champion! };
    expect(decide(same)).toMatchObject({ kind: "keep", finding: "inconclusive", rowsNeeded: null });
  });

  test("keeps the champion on too few rows and says how many would tell", () => {
    const few = decide(evidenceOf("few", { champion: 0.5, challenger: 0.3 }, {}, 400));
    expect(few).toMatchObject({ kind: "keep", finding: "inconclusive" });
    expect(few.rowsNeeded).toBeGreaterThan(400);
    expect(few.sentences[1]).toContain("paired rows to tell");
  });

  test("promotes a non-inferior challenger only when there is a reason", () => {
    const evidence = nearlyEqual();
    expect(decide(evidence)).toMatchObject({ kind: "keep", finding: "non-inferior" });
    const reason = { kind: "feature-removal", text: "gender may no longer be used" } as const;
    const promoted = decide({ ...evidence, reason });
    expect(promoted).toMatchObject({ kind: "promote", finding: "non-inferior" });
    expect(promoted.sentences[0]).toContain("gender may no longer be used");
  });

  test("promotes the first model once its gates passed", () => {
    expect(decide({ ...better, champion: null })).toMatchObject({
      kind: "promote",
      finding: "first-model",
      numbers: [],
    });
  });
});

/** A challenger whose mean log loss is lower, but not by more than chance. */
function nearlyEqual(): PromotionEvidence {
  for (let seed = 0; seed < 50; seed += 1) {
    const evidence = evidenceOf(`nearly ${seed}`, { champion: 0.3, challenger: 0.28 }, {}, 6000);
    if (decide(evidence).finding === "non-inferior") return evidence;
  }
  throw new Error("no seed gave a non-inferior challenger");
}

describe("guardrails", () => {
  test("keep the champion when a slice is ranked much worse although the whole is better", () => {
    const codes = Int32Array.from(better.labels, (_, row) => Number(row % 8 === 0));
    const hurt = better.challenger.probabilities.map((p, row) =>
      row % 8 === 0 ? 0.2 + ((row * 7919) % 997) / 5000 : p,
    );
    const evidence = {
      ...evidenceOf("better", { champion: 1.6, challenger: 0.2 }),
      challenger: output(hurt),
      slices: [{ column: "plan", levels: ["most", "few"], codes }],
    };
    const decision = decide(evidence);
    expect(decision).toMatchObject({ kind: "keep", finding: "superior-but-guarded" });
    expect(decision.sentences[0]).toContain("plan = few");
  });

  test("keep the champion when recall at the operating threshold falls", () => {
    const decision = decide({ ...better, challenger: output(better.challenger.probabilities, 0.7) });
    expect(decision).toMatchObject({ kind: "keep", finding: "superior-but-guarded" });
    expect(decision.numbers.find(({ id }) => id === "recall")!.state).toBe("broken");
  });

  test("keep the champion when the challenger's probabilities are too extreme", () => {
    const decision = decide({
      ...evidenceOf("extreme", { champion: 2, challenger: 0.1 }),
      challenger: output(
        scaled(evidenceOf("extreme", { champion: 2, challenger: 0.1 }).challenger.probabilities, 1.35),
      ),
    });
    expect(decision.numbers.find(({ id }) => id === "slope")!.state).toBe("broken");
    expect(decision.kind).toBe("keep");
  });

  /** What becomes of a better challenger whose mean probability is too high, beside a champion whose mean is too high as well. */
  function meanState(count: number, shift: number, championShift: number): string {
    const evidence = evidenceOf("mean", { champion: 1.6, challenger: 0.1 }, {}, count);
    const { numbers, finding } = decide({
      ...evidence,
      challenger: output(scaled(evidence.challenger.probabilities, 1, shift)),
      champion: output(scaled(evidence.champion!.probabilities, 1, championShift)),
    });
    return `${numbers.find(({ id }) => id === "inTheLarge")!.state} ${finding}`;
  }

  test("keep the champion when the mean probability is off by more than the champion's and chance together", () => {
    expect(meanState(4000, 0.4, 0)).toBe("broken superior-but-guarded");
    expect(meanState(440, 0.6, 0.15)).toBe("broken superior-but-guarded");
  });

  test("let a mean probability pass that is off no further than the champion's, or than few rows can tell", () => {
    expect(meanState(4000, 0.4, 0.4)).toBe("open superior");
    expect(meanState(440, 0.2, 0.15)).toBe("open superior");
    expect(meanState(440, 0.2, 0)).toBe("open superior");
  });

  test("let a pure recalibration through, whose AUC difference is exactly zero", () => {
    const champion = output(scaled(better.challenger.probabilities, 0.5, -0.4), sameDecisions(0.5, -0.4));
    expect(decide({ ...better, champion })).toMatchObject({ kind: "promote", finding: "superior" });
  });
});

describe("anchor", () => {
  test("want proof that no AUC was lost only where the lower log loss is not proven itself", () => {
    const few = evidenceOf("few rows 2", { champion: 0.5, challenger: 0.5 }, {}, 440);
    const tooBold = (slope: number): PromotionEvidence => {
      const { probabilities } = few.champion!;
      return { ...few, champion: output(scaled(probabilities, slope), sameDecisions(slope, 0)) };
    };
    const aucOf = ({ numbers }: PromotionDecision): unknown => numbers.find(({ id }) => id === "auc")!.state;
    const proven = decide(tooBold(3));
    expect(proven).toMatchObject({ kind: "promote", finding: "superior" });
    expect(aucOf(proven)).toBe("open");
    const likely = decide(tooBold(1.6));
    expect(likely).toMatchObject({ kind: "keep", finding: "superior-but-guarded" });
    expect(aucOf(likely)).toBe("open");
  });

  test("asks a person when a challenger that wins here is far below the best version ever on the frozen reference set", () => {
    const frozen = syntheticRows(3000, createRandom("frozen"));
    const best = noisyModel(frozen, 0.2, createRandom("b"));
    const anchor = {
      labels: frozen.labels,
      challenger: noisyModel(frozen, 1.2, createRandom("a")),
      best,
      bestVersion: 4,
      champion: best,
    };
    const decision = decide({ ...better, anchor });
    expect(decision).toMatchObject({ kind: "pending", finding: "superior-but-below-anchor" });
    expect(decision.numbers.find(({ id }) => id === "anchor")).toMatchObject({ state: "broken" });
    expect(decide({ ...better, anchor: { ...anchor, challenger: best } }).kind).toBe("promote");
  });

  test("asks a person when a challenger that wins here has forgotten the frozen reference set, though it ranks it as before", () => {
    const frozen = syntheticRows(3000, createRandom("forgotten"));
    const champion = noisyModel(frozen, 0.2, createRandom("c"));
    const at = (shift: number): Float64Array =>
      champion.map((p) => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + shift))));
    const anchor = { labels: frozen.labels, best: champion, bestVersion: 1, champion };
    const forgets = decide({ ...better, anchor: { ...anchor, challenger: at(0.8) } });
    expect(forgets).toMatchObject({ kind: "pending", finding: "superior-but-forgets" });
    expect(forgets.sentences[0]).toMatch(
      /has forgotten others: its log loss on the frozen reference set is 0\.\d+ higher/,
    );
    expect(forgets.numbers.find(({ id }) => id === "forgetting")).toMatchObject({ state: "broken", margin: 0.01 });
    expect(forgets.numbers.find(({ id }) => id === "anchor")).toMatchObject({ state: "held" });

    const hardly = decide({ ...better, anchor: { ...anchor, challenger: at(0.1) } });
    expect(hardly).toMatchObject({ kind: "promote", finding: "superior" });
    expect(hardly.numbers.find(({ id }) => id === "forgetting")).toMatchObject({ state: "held" });
  });

  test("compares what is forgotten with the champion of now, not with the best of all times", () => {
    const frozen = syntheticRows(3000, createRandom("forgotten"));
    const best = noisyModel(frozen, 0.1, createRandom("d"));
    const champion = noisyModel(frozen, 0.9, createRandom("e"));
    const anchor = { labels: frozen.labels, best, bestVersion: 1, champion, challenger: champion };
    const { numbers } = decide({ ...better, anchor });
    expect(numbers.find(({ id }) => id === "forgetting")).toMatchObject({ value: 0, state: "held" });
    expect(numbers.find(({ id }) => id === "anchor")).toMatchObject({ state: "broken" });
  });

  test("a forgotten reference set does not save a challenger that is worse here", () => {
    const frozen = syntheticRows(3000, createRandom("forgotten"));
    const champion = noisyModel(frozen, 0.2, createRandom("c"));
    const challenger = new Float64Array(3000).fill(0.5);
    const anchor = { labels: frozen.labels, best: champion, bestVersion: 1, champion, challenger };
    expect(decide({ ...worse, anchor }).kind).toBe("reject");
  });

  test("asks a person instead of promoting when the frozen reference set cannot be used, and says why", () => {
    const anchor = { problem: "its files are gone" };
    const decision = decide({ ...better, anchor });
    expect(decision).toMatchObject({ kind: "pending", finding: "anchor-unusable" });
    expect(decision.sentences[0]).toContain("its files are gone");
    expect(decide({ ...worse, anchor }).kind).toBe("reject");
  });
});

describe("promotion fails closed", () => {
  test.each(["failed", "error"] as const)("gates that %s block, whatever the policy", (gates) => {
    for (const policy of ["auto", "manual", "reference"] as const) {
      expect(decide({ ...better, gates }, { policy })).toMatchObject({
        kind: "blocked",
        finding: "gates-not-passed",
        policy,
      });
    }
  });

  test("a probability that is not a number, other rows, and one class block", () => {
    const spoilt = [
      { ...better, challenger: output(better.challenger.probabilities.with(3, Number.NaN)) },
      { ...better, champion: output(better.champion!.probabilities.slice(1)) },
      { ...better, labels: new Uint8Array(better.labels.length) },
      { ...better, champion: null, challenger: output(better.challenger.probabilities.with(3, 2)) },
      { ...better, challenger: output(better.challenger.probabilities.map(() => 0.3)) },
    ];
    for (const evidence of spoilt) {
      expect(decide(evidence)).toMatchObject({ kind: "blocked", finding: "evidence-unusable" });
    }
  });
});

describe("policies", () => {
  test("manual leaves it to a person and says what auto would do", () => {
    expect(decide(better, { policy: "manual" })).toMatchObject({ kind: "pending", recommendation: "promote" });
    expect(decide(worse, { policy: "manual" })).toMatchObject({ kind: "pending", recommendation: "reject" });
    expect(decide({ ...better, champion: null }, { policy: "manual" })).toMatchObject({
      kind: "pending",
      finding: "first-model",
    });
  });

  test("reference looks at F1 alone", () => {
    const shifted = output(scaled(better.champion!.probabilities, 1.6), sameDecisions(1.6, 0));
    const evidence = { ...better, challenger: shifted };
    expect(decide(evidence).kind).toBe("reject");
    expect(decide(evidence, { policy: "reference" })).toMatchObject({
      kind: "promote",
      finding: "reference-rule",
      recommendation: "reject",
    });
    expect(decide(worse, { policy: "reference" }).kind).toBe("reject");
  });

  test("default is auto, and unknown keys are refused", () => {
    expect(promotionOptions.parse({})).toEqual(auto);
    expect(() => promotionOptions.parse({ police: "auto" })).toThrow(/police/u);
  });
});

/** Promotes again and again among challengers that are a little worse; returns the noise of the last champion. */
function noiseAfterRetrains(policy: PromotionOptions["policy"], random: Random): number {
  let champion = 0.3;
  for (let round = 0; round < 10; round += 1) {
    const challenger = champion + 0.08;
    const evidence = evidenceOf(`ratchet ${round} ${random.integer(1e9)}`, { champion, challenger }, {}, 1409);
    if (decidePromotion(evidence, { policy }, random.fork(`${round}`)).kind === "promote") champion = challenger;
  }
  return champion;
}

describe("ten retrains that make the model a little worse each time", () => {
  test("ratchet quality down under policy reference but not under auto", () => {
    const loops = Array.from({ length: 4 }, (_, loop) => loop);
    const meanNoise = (policy: PromotionOptions["policy"]): number =>
      loops.reduce((total, loop) => total + noiseAfterRetrains(policy, createRandom(`loop ${loop}`)), 0) / loops.length;
    expect(meanNoise("reference")).toBeGreaterThan(0.6);
    expect(meanNoise("auto")).toBeLessThan(0.36);
  });
});
