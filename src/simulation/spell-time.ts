import type { DateFormat } from "#tabular";

/** A moment in the spelling of a column of dates, with the time of day. */
export function spellTime(epochMs: number, format: DateFormat = "YYYY-MM-DD"): string {
  if (format === "epoch-milliseconds") return String(epochMs);
  if (format === "epoch-seconds") return String(epochMs / 1000);
  const iso = new Date(epochMs).toISOString();
  const [year, month, day] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)];
  const date = format.replace("YYYY", year).replace("MM", month).replace("DD", day);
  return `${date}T${iso.slice(11)}`;
}
