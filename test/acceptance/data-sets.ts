import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "#kernel";

/** What a generated data set looks like. */
export interface CustomersOptions {
  readonly rows: number;
  readonly seed?: string;
  /** First number of the keys; default 0. */
  readonly firstKey?: number;
  /** Spelling of the label's classes, negative first; default no, yes. */
  readonly classes?: readonly [string, string];
}

/** Header of {@link customers}. */
export const customerColumns = "id,age,plan,region,spend,churned";

/**
 * Rows of made-up customers, without the header: two strong numbers, a three-level and a four-level category, 5 % missing
 * spends, and a label that follows the logistic model of `z` below (AUC about .9).
 */
export function customers(options: CustomersOptions): readonly string[] {
  const random = createRandom(options.seed ?? "customers");
  const [negative, positive] = options.classes ?? ["no", "yes"];
  const pick = (levels: readonly string[]): string => levels[Math.floor(random.uniform() * levels.length)]!;
  return Array.from({ length: options.rows }, (_, row) => {
    const age = 18 + Math.floor(random.uniform() * 60);
    const [plan, region] = [pick(["basic", "plus", "pro"]), pick(["north", "south", "east", "west"])];
    const spend = random.uniform() * 100;
    const z = -1 + (plan === "basic" ? 2.4 : -0.8) + (spend - 50) / 12 - (age - 48) / 14;
    const label = random.uniform() < 1 / (1 + Math.exp(-z)) ? positive : negative;
    const shown = random.uniform() < 0.05 ? "" : spend.toFixed(2);
    return [`C${(options.firstKey ?? 0) + row}`, age, plan, region, shown, label].join(",");
  });
}

/** Writes lines as a file of a folder; returns its path. */
export function writeLines(folder: string, name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** Writes {@link customers} with their header; returns the path. */
export function writeCustomers(folder: string, name: string, options: CustomersOptions): string {
  return writeLines(folder, name, [customerColumns, ...customers(options)]);
}
