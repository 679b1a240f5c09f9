import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

/** One line of a printed table, by column title. */
export type TableRow = Readonly<Record<string, string | number>>;

/** Decimals that tell: a log loss or a share needs more of them than a time. */
const digitsOf = (value: number): number => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 5);

const cellText = (value: string | number): string =>
  typeof value === "string" ? value : value.toLocaleString("en-US", { maximumFractionDigits: digitsOf(value) });

/** A table in Markdown, numbers to the right. */
export function tableText(rows: readonly TableRow[]): string {
  const titles = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => titles.map((title) => cellText(row[title] ?? "")));
  const widths = titles.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]!.length)));
  const isNumber = titles.map((title) => rows.every((row) => typeof row[title] === "number"));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => (isNumber[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) => `${"-".repeat(width + 1)}${isNumber[column] === true ? ":" : "-"}`);
  return [line(titles), `|${rule.join("|")}|`, ...cells.map(line)].join("\n");
}

/** Rounded to `digits` decimals, for stored results. */
export function rounded(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** The machine a result was measured on; the load tells whether anything else was running. */
export function machine(): Readonly<Record<string, string | number>> {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    node: process.version,
    loadBefore: rounded(loadavg()[0]!, 2),
  };
}

/** Writes `bench/results/<name>.json`. */
export function saveResult(name: string, result: object): void {
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
}
