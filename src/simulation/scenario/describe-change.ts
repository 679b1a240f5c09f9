import { plural } from "#kernel";
import type { Condition, Predicate, Scenario } from "./scenario.js";

type Change = Scenario["customers" | "outcomes" | "feed" | "labels"][number];

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

function conditionText(column: string, condition: Condition): string {
  if (condition.kind === "levels") {
    return `${column} is ${condition.levels.map((level) => (level === "" ? "missing" : level)).join(" or ")}`;
  }
  const { atLeast, below } = condition;
  const parts = [...(atLeast === null ? [] : [`at least ${atLeast}`]), ...(below === null ? [] : [`below ${below}`])];
  return `${column} is ${parts.join(" and ")}`;
}

function whereText(where: Predicate): string {
  const conditions = Object.entries(where).map(([column, condition]) => conditionText(column, condition));
  return conditions.length === 0 ? "" : `, where ${conditions.join(" and ")}`;
}

const words: { readonly [Kind in Change["kind"]]: (change: Extract<Change, { kind: Kind }>) => string } = {
  scale: ({ column, by }) => `${column} × ${by}`,
  add: ({ column, by }) => `${column} ${by < 0 ? "−" : "+"} ${Math.abs(by)}`,
  set: ({ column, to, probability }) =>
    `${column} is ${to === "" ? "missing" : to}${probability === 1 ? "" : ` for ${percent(probability)}`}`,
  weight: ({ by }) => `such customers come × ${by}`,
  odds: ({ by }) => `odds × ${by}`,
  blank: ({ column, probability }) => `${percent(probability)} of ${column} are lost`,
  rename: ({ column, to }) => `${column} arrives as ${to}`,
  drop: ({ column }) => `${column} does not arrive`,
  volume: ({ by }) => `rows × ${by}`,
  stale: () => "the last good rows arrive again",
  outage: () => "nothing is told",
  delay: ({ days }) => `told ${plural(days, "day")} later`,
  correct: ({ share, after }) => `${percent(share)} told wrongly for ${plural(after, "day")}`,
  duplicate: ({ share }) => `${percent(share)} told twice`,
  unknown: ({ share }) => `${percent(share)} of strangers`,
};

/** A change in a few words, such as `MonthlyCharges × 1.6`. */
export function describeChange(change: Change): string {
  const describe = words[change.kind] as (change: Change) => string;
  return describe(change) + ("where" in change ? whereText(change.where) : "");
}
