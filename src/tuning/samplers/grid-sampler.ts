import { createRandom, invalidInput, shuffledIndices } from "#kernel";
import type { Distribution, ParamValue } from "../distribution.js";
import { evenlySpaced } from "../numeric-axis.js";
import { isActive, type SearchSpace, type TrialParams } from "../search-space.js";
import type { SampleRequest, Sampler } from "./sampler.js";

/** Walks through every combination of evenly spaced values, in an order shuffled by the study's seed. */
export interface GridSamplerOptions {
  readonly kind: "grid";
  /** Most values per numeric parameter, ends included; default 5. */
  readonly points?: number;
}

const mostCells = 100_000;

function pointsOf(distribution: Distribution, points: number): readonly ParamValue[] {
  return distribution.kind === "categorical" ? distribution.choices : evenlySpaced(distribution, points);
}

/** Every cell with every value of one more parameter, where the parameter is active. */
function extend(
  cells: readonly TrialParams[],
  name: string,
  distribution: Distribution,
  points: number,
): TrialParams[] {
  const values = pointsOf(distribution, points);
  const active = cells.filter((cell) => isActive(distribution, cell)).length;
  if (cells.length + active * (values.length - 1) > mostCells) {
    throw invalidInput("tuning/grid-too-large", `the grid has more than ${mostCells} cells; lower its points`, {
      points,
    });
  }
  return cells.flatMap((cell) =>
    isActive(distribution, cell)
      ? values.map((value) => Object.fromEntries([...Object.entries(cell), [name, value]]))
      : [cell],
  );
}

function cellsOf(space: SearchSpace, points: number): readonly TrialParams[] {
  let cells: readonly TrialParams[] = [{}];
  for (const [name, distribution] of Object.entries(space)) cells = extend(cells, name, distribution, points);
  return cells;
}

/**
 * A sampler that walks through a grid. Trial n takes cell n; after the last cell it starts again.
 * @throws InvalidInput `tuning/grid-too-large` on use, above 100,000 cells
 */
export function createGridSampler(options: GridSamplerOptions): Sampler {
  const points = options.points ?? 5;
  const known = new WeakMap<SearchSpace, readonly TrialParams[]>();
  const cellsFor = (space: SearchSpace): readonly TrialParams[] => {
    const cells = known.get(space) ?? cellsOf(space, points);
    known.set(space, cells);
    return cells;
  };
  return {
    sample: ({ space, seed, number, fixed }: SampleRequest) => {
      const cells = cellsFor(space);
      const order = shuffledIndices(cells.length, createRandom(seed).fork("grid"));
      return { ...cells[order[number % cells.length]!]!, ...fixed };
    },
    limit: (space) => cellsFor(space).length,
  };
}
