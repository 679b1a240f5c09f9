import type { Random } from "#kernel";
import type { Distribution, ParamValue } from "../distribution.js";
import { axisOf, fromAxis } from "../numeric-axis.js";
import { fillSpace } from "../search-space.js";
import type { Sampler } from "./sampler.js";

/** Draws independently of all other trials. */
export interface RandomSamplerOptions {
  readonly kind: "random";
}

/** One value at random: uniform on the parameter's scale, each grid point or choice equally wide. */
export function drawUniformly(distribution: Distribution, random: Random): ParamValue {
  if (distribution.kind === "categorical") return distribution.choices[random.integer(distribution.choices.length)]!;
  const axis = axisOf(distribution);
  return fromAxis(axis, axis.low + random.uniform() * (axis.high - axis.low));
}

/** A sampler that draws every parameter independently of all other trials. */
export function createRandomSampler(): Sampler {
  return {
    sample: ({ space, fixed, random }) =>
      fillSpace(space, (name, distribution) => fixed[name] ?? drawUniformly(distribution, random.fork(name))),
    limit: () => Number.POSITIVE_INFINITY,
  };
}
