import type { SearchSpace, TrialParams } from "#tuning";

/** A function with a known optimum, and the regret limits of 50 trials over 30 seeds. */
export interface TestProblem {
  readonly space: SearchSpace;
  readonly optimum: number;
  readonly evaluate: (params: TrialParams) => number;
}

const numbers = (params: TrialParams, names: readonly string[]): number[] => names.map((name) => Number(params[name]));

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const hartmannC = [1, 1.2, 3, 3.2];

function branin(params: TrialParams): number {
  const [x, y] = numbers(params, ["x", "y"]) as [number, number];
  const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
  return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const hartmannNames = ["x0", "x1", "x2", "x3", "x4", "x5"];

function hartmann(params: TrialParams): number {
  const x = numbers(params, hartmannNames);
  const term = (row: number): number =>
    hartmannC[row]! *
    Math.exp(-x.reduce((sum, value, j) => sum + hartmannA[row]![j]! * (value - hartmannP[row]![j]! * 1e-4) ** 2, 0));
  return -[0, 1, 2, 3].reduce((sum, row) => sum + term(row), 0);
}

const rosenbrockNames = ["x0", "x1", "x2", "x3", "x4"];

function rosenbrock(params: TrialParams): number {
  const x = numbers(params, rosenbrockNames);
  return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
}

const kindCost: Readonly<Record<string, number>> = { a: 0, b: 0.3, c: 0.6, e: 1 };

function mixed(params: TrialParams): number {
  const [lr, n, d, s] = numbers(params, ["lr", "n", "d", "s"]) as [number, number, number, number];
  return (
    (Math.log10(lr) + 2) ** 2 +
    ((n - 37) / 20) ** 2 +
    ((Math.log2(d) - 6) / 2) ** 2 +
    kindCost[String(params["k"])]! +
    4 * (s - 0.7) ** 2
  );
}

function conditional(params: TrialParams): number {
  if (params["m"] === "svm") {
    const [c, g] = numbers(params, ["C", "g"]) as [number, number];
    return 0.2 + 0.05 * (Math.log10(c) - 1) ** 2 + 0.05 * (Math.log10(g) + 2) ** 2;
  }
  const [depth, leaf] = numbers(params, ["depth", "leaf"]) as [number, number];
  return 0.1 + 0.002 * (depth - 6) ** 2 + 0.02 * (Math.log2(leaf) - 4) ** 2;
}

const cube = (names: readonly string[], low: number, high: number): SearchSpace =>
  Object.fromEntries(names.map((name) => [name, { kind: "float", low, high }]));

/** The five functions on which samplers are compared. */
export const testProblems: Readonly<Record<string, TestProblem>> = {
  branin: {
    space: { x: { kind: "float", low: -5, high: 10 }, y: { kind: "float", low: 0, high: 15 } },
    optimum: 0.397887357729738,
    evaluate: branin,
  },
  hartmann6: { space: cube(hartmannNames, 0, 1), optimum: -3.32236801141551, evaluate: hartmann },
  rosenbrock5: { space: cube(rosenbrockNames, -5, 10), optimum: 0, evaluate: rosenbrock },
  mixed: {
    space: {
      lr: { kind: "float", low: 1e-4, high: 1, log: true },
      n: { kind: "int", low: 1, high: 100 },
      d: { kind: "int", low: 1, high: 1024, log: true },
      k: { kind: "categorical", choices: ["a", "b", "c", "e"] },
      s: { kind: "float", low: 0, high: 1, step: 0.1 },
    },
    optimum: 0,
    evaluate: mixed,
  },
  cond: {
    space: {
      m: { kind: "categorical", choices: ["svm", "tree"] },
      C: { kind: "float", low: 1e-3, high: 1e3, log: true, when: { parameter: "m", oneOf: ["svm"] } },
      g: { kind: "float", low: 1e-5, high: 10, log: true, when: { parameter: "m", oneOf: ["svm"] } },
      depth: { kind: "int", low: 1, high: 20, when: { parameter: "m", oneOf: ["tree"] } },
      leaf: { kind: "int", low: 1, high: 200, log: true, when: { parameter: "m", oneOf: ["tree"] } },
    },
    optimum: 0.1,
    evaluate: conditional,
  },
};
