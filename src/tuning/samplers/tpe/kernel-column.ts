import type { Random } from "#kernel";

/** The kernels of one parameter: one per observation in order, then the prior. Values are positions or choice numbers. */
export interface KernelColumn {
  /** Number of kernels. */
  readonly size: number;
  /** One value drawn from kernel `kernel`. */
  draw(kernel: number, random: Random): number;
  /**
   * Adds the log density (or log mass) of `value` under each kernel.
   * @param sums length `size`
   */
  addLogDensity(value: number, sums: Float64Array): void;
}
