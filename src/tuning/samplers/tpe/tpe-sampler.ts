import type { Random } from "#kernel";
import { isSingle } from "../../distribution.js";
import { fillSpace, type ParamGroup, type SearchSpace, type TrialParams } from "../../search-space.js";
import type { TrialRecord } from "../../trial.js";
import { drawUniformly } from "../random-sampler.js";
import type { SampleRequest, Sampler } from "../sampler.js";
import { isObservationOf, jointGroups } from "./joint-groups.js";
import { createMixture, decode, type Mixture } from "./mixture.js";
import { splitTrials, type TrialSplit } from "./split-trials.js";
import { type TpeSamplerOptions, type TpeSettings, tpeSettings } from "./tpe-options.js";

function distributionsOf(space: SearchSpace, group: ParamGroup): SearchSpace {
  return Object.fromEntries(group.parameters.map((name) => [name, space[name]!]));
}

function mostPromising(good: Mixture, bad: Mixture, candidates: number, random: Random): readonly number[] {
  let best: readonly number[] = [];
  let bestScore = Number.NaN;
  for (let index = 0; index < candidates; index += 1) {
    const values = good.draw(random);
    const score = good.logDensity(values) - bad.logDensity(values);
    if (index === 0 || score > bestScore) {
      best = values;
      bestScore = score;
    }
  }
  return best;
}

/** Draws the parameters of one group where good trials are dense and the others are not. */
function proposeGroup(
  request: SampleRequest,
  group: ParamGroup,
  split: TrialSplit,
  settings: TpeSettings,
): TrialParams {
  const distributions = distributionsOf(request.space, group);
  const mixtureOf = (trials: readonly TrialRecord[]): Mixture => {
    const observed = trials.filter((trial) => isObservationOf(trial, request.space, group.parameters));
    return createMixture(
      distributions,
      observed.map((trial) => trial.params),
      settings,
    );
  };
  const random = request.random.fork(`group ${group.parameters.join(",")}`);
  const values = mostPromising(mixtureOf(split.below), mixtureOf(split.above), settings.candidates, random);
  return Object.fromEntries(
    group.parameters.map((name, index) => [name, decode(distributions[name]!, values[index]!)]),
  );
}

/**
 * Candidates of a proposal made while others run: each of them is one trial that cannot be learned from yet, so what is known is
 * followed more closely. Measured with four workers on five functions: see bench/tuning.
 */
function candidatesBeside(running: number, { candidates }: TpeSettings): number {
  return Math.round(candidates * (1 + running / 2));
}

function propose(request: SampleRequest, settings: TpeSettings): TrialParams {
  const split = splitTrials(request.trials, request.direction, settings.constantLiar);
  const groups = jointGroups(request.space, request.trials, settings);
  const proposals = new Map<ParamGroup, TrialParams>();
  return fillSpace(request.space, (name, distribution) => {
    const fixed = request.fixed[name];
    if (fixed !== undefined) return fixed;
    if (isSingle(distribution)) return drawUniformly(distribution, request.random.fork(name));
    const group = groups.find((candidate) => candidate.parameters.includes(name))!;
    const proposal = proposals.get(group) ?? proposeGroup(request, group, split, settings);
    proposals.set(group, proposal);
    return proposal[name]!;
  });
}

/**
 * A sampler that learns from finished trials.
 * @source Bergstra, Bardenet, Bengio and Kégl, Algorithms for Hyper-Parameter Optimization (2011); Watanabe,
 * Tree-Structured Parzen Estimator (2023); constant liar of Ginsbourger et al. (2010)
 */
export function createTpeSampler(options: TpeSamplerOptions): Sampler {
  const settings = tpeSettings(options);
  return {
    sample: (request) => {
      const states = request.trials.map(({ state }) => state);
      const finished = states.filter((state) => state === "complete" || state === "pruned").length;
      const running = states.filter((state) => state === "running").length;
      if (finished > 0 && finished + running >= settings.startupTrials) {
        return propose(request, { ...settings, candidates: candidatesBeside(running, settings) });
      }
      return fillSpace(request.space, (name, distribution) => {
        return request.fixed[name] ?? drawUniformly(distribution, request.random.fork(name));
      });
    },
    limit: () => Number.POSITIVE_INFINITY,
  };
}
