import type { Random } from "#kernel";
import type { KernelColumn } from "./kernel-column.js";

/**
 * Kernels of a categorical parameter: kernel i gives every choice 1/K and the observed one 1 more, normalised; the prior
 * is uniform. K counts all kernels.
 * @param observed choice number per observation
 * @param choices how many choices there are
 * @source Optuna 5 Parzen estimator
 */
export function createCategoricalKernels(observed: readonly number[], choices: number): KernelColumn {
  const size = observed.length + 1;
  const share = 1 / size;
  const total = choices * share + 1;
  const hit = (share + 1) / total;
  const miss = share / total;
  const probability = (kernel: number, choice: number): number => {
    if (kernel === observed.length) return 1 / choices;
    return observed[kernel] === choice ? hit : miss;
  };
  return {
    size,
    draw: (kernel, random: Random) => {
      let rest = random.uniform();
      for (let choice = 0; choice < choices - 1; choice += 1) {
        rest -= probability(kernel, choice);
        if (rest < 0) return choice;
      }
      return choices - 1;
    },
    addLogDensity: (value, sums) => {
      for (let kernel = 0; kernel < size; kernel += 1) sums[kernel]! += Math.log(probability(kernel, value));
    },
  };
}
