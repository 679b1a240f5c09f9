import { domainDriftScore, type MultivariateDrift } from "#monitoring";
import { counts, figures, prose, quantities, tableOf, words } from "../item-table.js";
import { decimalFormat, formatNumber, percentFormat } from "../number-format.js";
import type { Block } from "../page-model.js";
import { windowText } from "../time-text.js";
import type { ReportDriftWindow } from "./input.js";
import { chanceText } from "./words.js";

type Compared = Extract<MultivariateDrift, { status: "compared" }>;

/** Most comparisons of a table. */
const mostLines = 8;

const estimateTexts: Readonly<Record<Compared["estimates"]["kind"], string>> = {
  same: "by the calibration of training",
  fitted: "by a calibration weighted for covariate shift",
  refused: "refused",
};

function estimatesText({ estimates }: Compared): string {
  const text = estimateTexts[estimates.kind];
  return estimates.kind === "refused" ? `${text}: ${estimates.reason}` : text;
}

const driversText = ({ drivers, score }: Compared): string =>
  score.low <= 0.5
    ? "nothing beyond chance"
    : drivers.map(({ input, share }) => `${input} (${formatNumber(share, percentFormat(0))})`).join(", ");

/** All columns together: how well a classifier tells the last seven days from training, and what that means for estimates. */
export function multivariateBlocks(drift: readonly ReportDriftWindow[]): readonly Block[] {
  const looked = drift.flatMap(({ multivariate }) => (multivariate === undefined ? [] : [multivariate]));
  const compared = looked.filter((one): one is Compared => one.status === "compared").toReversed();
  const failure = looked.findLast((one) => one.status === "failed");
  const failed: readonly Block[] =
    failure?.status === "failed"
      ? [{ kind: "paragraph", text: `All columns together could not be compared once: ${failure.reason}.` }]
      : [];
  if (compared.length === 0) return failed;
  const more = compared.length > mostLines ? `, the newest ${mostLines} of ${compared.length} looks` : "";
  const table = tableOf(
    `All columns together${more}: how well a classifier tells the rows of seven days from rows frozen at training; 0.5 is not at all. deepchecks: its drift score of that AUC`,
    compared.slice(0, mostLines),
    [
      words("Seven days", ({ from, until }) => windowText({ start: from, end: until })),
      quantities("AUC", ({ score: { auc, low, high } }) => ({
        value: auc,
        format: decimalFormat(3),
        interval: [low, high],
      })),
      quantities("deepchecks", ({ score }) => ({ value: domainDriftScore(score.auc), format: decimalFormat(3) })),
      figures("p", ({ score }) => chanceText(score.pValue)),
      counts("n now", ({ score }) => score.rows),
      counts("n then", ({ score }) => score.referenceRows),
      prose("What tells them apart", driversText),
      prose("Estimates without labels", estimatesText),
    ],
  );
  return [table, ...failed];
}
