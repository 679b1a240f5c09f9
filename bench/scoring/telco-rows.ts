import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { createRandom, type Random } from "#kernel";

const flushBytes = 1 << 20;

interface SourceRow {
  readonly values: readonly string[];
  readonly tenure: number;
  readonly monthly: number;
}

interface Source {
  readonly header: string;
  readonly rows: readonly SourceRow[];
  readonly places: { readonly tenure: number; readonly monthly: number; readonly total: number };
}

function readSource(path: string): Source {
  const [header = "", ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const names = header.split(",");
  const places = {
    tenure: names.indexOf("tenure"),
    monthly: names.indexOf("MonthlyCharges"),
    total: names.indexOf("TotalCharges"),
  };
  const rows = lines.map((line) => {
    const values = line.split(",");
    return { values, tenure: Number(values[places.tenure]), monthly: Number(values[places.monthly]) };
  });
  return { header, rows, places };
}

function newRow({ rows, places }: Source, id: string, random: Random): string {
  const { values, tenure, monthly } = rows[random.integer(rows.length)]!;
  const copy = [...values];
  const months = Math.min(72, Math.max(0, Math.round(tenure + 3 * random.normal())));
  const charge = Math.min(150, Math.max(15, monthly * (1 + 0.05 * random.normal())));
  copy[0] = id;
  copy[places.tenure] = String(months);
  copy[places.monthly] = charge.toFixed(2);
  copy[places.total] = months === 0 ? " " : (charge * months * (1 + 0.02 * random.normal())).toFixed(2);
  return copy.join(",");
}

/**
 * Writes a CSV file of customers like those of the bundled Telco data: rows drawn from it with replacement, an id of their
 * own, noise on tenure and charges, a blank total in month 0.
 * @param request `source` the bundled file; equal seeds give equal files
 */
export async function writeTelcoRows(
  path: string,
  request: { readonly source: string; readonly rows: number; readonly seed: number },
): Promise<void> {
  const source = readSource(request.source);
  const random = createRandom(request.seed);
  const file = createWriteStream(path);
  let text = `${source.header}\n`;
  for (let row = 0; row < request.rows; row += 1) {
    text += `${newRow(source, `GEN-${String(row).padStart(9, "0")}`, random)}\n`;
    if (text.length < flushBytes) continue;
    if (!file.write(text)) await once(file, "drain");
    text = "";
  }
  file.end(text);
  await finished(file);
}
