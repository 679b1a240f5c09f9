import { createGridSampler, type GridSamplerOptions } from "./grid-sampler.js";
import { createRandomSampler, type RandomSamplerOptions } from "./random-sampler.js";
import type { Sampler } from "./sampler.js";
import type { TpeSamplerOptions } from "./tpe/tpe-options.js";
import { createTpeSampler } from "./tpe/tpe-sampler.js";

/** Which sampler, with its settings. */
export type SamplerOptions = RandomSamplerOptions | GridSamplerOptions | TpeSamplerOptions;

type Makers = {
  readonly [Kind in SamplerOptions["kind"]]: (options: Extract<SamplerOptions, { kind: Kind }>) => Sampler;
};

/** Every sampler by name. */
const samplers: Makers = {
  random: createRandomSampler,
  grid: createGridSampler,
  tpe: createTpeSampler,
};

/** The sampler that the options name. */
export function createSampler<Kind extends SamplerOptions["kind"]>(
  options: Extract<SamplerOptions, { kind: Kind }>,
): Sampler {
  const make: (options: Extract<SamplerOptions, { kind: Kind }>) => Sampler = samplers[options.kind];
  return make(options);
}
