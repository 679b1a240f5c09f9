import { invalidInput } from "#kernel";

const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;
const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function refuse(cron: string, why: string): never {
  throw invalidInput("export/cron-not-expressible", `"${cron}" cannot be written for Databricks: ${why}`, { cron });
}

function dayNumber(text: string, cron: string): number {
  const named = dayNames.indexOf(text.toUpperCase() as (typeof dayNames)[number]);
  if (named >= 0) return named;
  if (!/^[0-7]$/.test(text)) refuse(cron, `"${text}" is not a day of the week`);
  return Number(text);
}

/** First and last day of an entry; Sunday is 0 and, at the end of a range, 7. */
function spanOf(range: string, isStepped: boolean, cron: string): readonly [number, number] {
  if (range === "*") return [0, 6];
  const [fromText, toText] = range.split("-") as [string, string?];
  const from = dayNumber(fromText, cron);
  if (toText === undefined) return [from, isStepped ? 6 : from];
  const to = dayNumber(toText, cron);
  return [from, to === 0 && from > 0 ? 7 : to];
}

/** The days one entry of the field stands for. */
function daysOf(entry: string, cron: string): readonly number[] {
  const [range, stepText] = entry.split("/") as [string, string?];
  const step = Number(stepText ?? "1");
  if (!Number.isInteger(step) || step < 1) refuse(cron, `"${entry}" has no usable step`);
  const [from, to] = spanOf(range, stepText !== undefined, cron);
  if (to < from) refuse(cron, `the range "${range}" runs backwards`);
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, place) => (from + place * step) % 7);
}

function weekField(field: string, cron: string): string {
  const days = new Set(field.split(",").flatMap((entry) => daysOf(entry, cron)));
  return dayNames.filter((_, day) => days.has(day)).join(",");
}

function monthField(field: string): string {
  return field.replaceAll(/[A-Za-z]{3}/g, (name) => {
    const month = monthNames.indexOf(name.toUpperCase());
    return month < 0 ? name : String(month + 1);
  });
}

const plainField = /^(\*|\d+(-\d+)?)(\/\d+)?(,(\*|\d+(-\d+)?)(\/\d+)?)*$/;

type Fields = readonly [second: string, minute: string, hour: string, day: string, month: string, week: string];

function fieldsOf(cron: string): Fields {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) refuse(cron, "it has neither five nor six fields");
  const [second, minute, hour, day, month, week] = (fields.length === 5
    ? ["0", ...fields]
    : fields) as unknown as Fields;
  const isEvery = (field: string): string => (field === "?" ? "*" : field);
  return [second, minute, hour, isEvery(day), monthField(month), isEvery(week)];
}

/**
 * A cron expression in the form Databricks uses (Quartz): seconds first, and `?` in the field of days that does not count.
 * @param cron five fields, or six with seconds first
 * @throws InvalidInput `export/cron-not-expressible`, for one that restricts both fields of days, or uses `L`, `W` or `#`
 */
export function quartzCron(cron: string): string {
  const [second, minute, hour, day, month, week] = fieldsOf(cron);
  for (const field of [second, minute, hour, day, month]) {
    if (!plainField.test(field)) refuse(cron, `"${field}" is not made of numbers, *, lists, ranges and steps`);
  }
  if (day !== "*" && week !== "*") {
    refuse(cron, "it names days of the month and days of the week, and Quartz takes one of them");
  }
  const days = week === "*" ? [day, month, "?"] : ["?", month, weekField(week, cron)];
  return [second, minute, hour, ...days].join(" ");
}
