import { domainDriftScore, type MultivariateDrift } from "#monitoring";
import { figures, prose, quantities, tableOf, words } from "../item-table.js";
import { decimalFormat, formatCount, formatNumber, percentFormat } from "../number-format.js";
import type { Block, FoldBlock } from "../page-model.js";
import { windowText } from "../time-text.js";
import type { ReportDriftWindow } from "./input.js";
import { chanceText } from "./words.js";

type Compared = Extract<MultivariateDrift, { status: "compared" }>;

/** Most comparisons of a table. */
const mostLines = 6;

const estimateTexts: Readonly<Record<Compared["estimates"]["kind"], string>> = {
  same: "as calibrated at training",
  fitted: "weighted for the shift",
  refused: "refused",
};

function estimatesText({ estimates }: Compared): string {
  const text = estimateTexts[estimates.kind];
  return estimates.kind === "refused" ? `${text}: ${estimates.reason}` : text;
}

/** Most features that one line names. */
const mostNames = 3;

const driversText = ({ drivers, score }: Compared): string =>
  score.low <= 0.5
    ? "nothing beyond chance"
    : drivers
        .slice(0, mostNames)
        .map(({ feature, share }) => `${feature} (${formatNumber(share, percentFormat(0))})`)
        .join(", ");

/** How the newest number came about. */
function scoreFold({ score, offSupport, effectiveRows }: Compared): FoldBlock {
  const number = (value: number): string => formatNumber(value, decimalFormat(4));
  return {
    kind: "fold",
    summary: "How all columns together were compared",
    items: [
      { term: "AUC", text: `${number(score.auc)}; p ${chanceText(score.pValue)}; convention ${score.convention}` },
      { term: "deepchecks", text: `${number(domainDriftScore(score.auc))}, its drift score of that AUC` },
      { term: "Beyond training", text: `${formatNumber(offSupport, percentFormat(1))} of the rows` },
      { term: "Rows like these", text: `training has as many as ${formatCount(effectiveRows)} equally weighted ones` },
    ],
  };
}

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
    `All columns together${more}: how well a classifier tells the rows of seven days from rows frozen at training; 0.5 is not at all`,
    compared.slice(0, mostLines),
    [
      words("Seven days", ({ from, until }) => windowText({ start: from, end: until })),
      quantities("AUC", ({ score: { auc, low, high } }) => ({
        value: auc,
        format: decimalFormat(3),
        interval: [low, high],
      })),
      figures("p", ({ score }) => chanceText(score.pValue)),
      figures("n now, then", ({ score }) => `${formatCount(score.rows)}, ${formatCount(score.referenceRows)}`),
      prose("What tells them apart", driversText),
      prose("Estimates without labels", estimatesText),
    ],
  );
  return [table, scoreFold(compared[0]!), ...failed];
}
