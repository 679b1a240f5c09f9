import { type ColumnCompat, compatVersions } from "#monitoring";
import { figures, tableOf, words } from "../item-table.js";
import { formatCount } from "../number-format.js";
import type { Block, FoldBlock, PageSection } from "../page-model.js";

type GivenCompat = Extract<ColumnCompat, { readonly status: "given" }>;
type ToolNumber = GivenCompat["numbers"][number];

const names: Readonly<Record<ToolNumber["tool"], string>> = {
  evidently: "Evidently",
  nannyml: "NannyML",
  deepchecks: "deepchecks",
  frouros: "frouros",
};

const tools: string = Object.entries(compatVersions)
  .map(([tool, version]) => `${names[tool as ToolNumber["tool"]]} ${version}`)
  .join(", ");

/** Six significant digits, as the tools are compared; `∞` and nothing are said as such. */
function numberText(value: number | null): string {
  if (value === null) return "–";
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "∞";
}

function foldOf(compat: GivenCompat): FoldBlock {
  const { column, referenceRows, rows, numbers } = compat;
  const caption = `${column}: ${formatCount(referenceRows)} values of the reference, ${formatCount(rows)} of the current file`;
  const table = tableOf(caption, numbers, [
    words<ToolNumber>("tool", ({ tool }) => names[tool]),
    words("number", ({ name }) => name),
    figures("value", ({ value }) => numberText(value)),
    figures("p", ({ pValue }) => (pValue === null ? "–" : pValue.toPrecision(3))),
    words("convention", ({ convention }) => convention),
  ]);
  return { kind: "fold", summary: column, items: [], table };
}

function foldOrReason(compat: ColumnCompat): FoldBlock {
  if (compat.status === "given") return foldOf(compat);
  return { kind: "fold", summary: `${compat.column}: not given`, items: [{ term: "why", text: compat.reason }] };
}

/**
 * What other tools say of the same rows, a fold per column.
 * @param compat null when it was not asked for
 * @param order names of columns, those to be seen first in front
 */
export function otherToolsSection(compat: readonly ColumnCompat[] | null, order: readonly string[]): PageSection {
  const blocks: readonly Block[] =
    compat === null
      ? [
          {
            kind: "paragraph",
            text: `With --compat this page also tells what ${tools} say of each column, with the convention of every number.`,
          },
        ]
      : [
          {
            kind: "paragraph",
            text: `The numbers of ${tools}, worked out here from the same rows with their bins and conventions. They differ from each other and from those above because a distance is only a number together with its bins and its treatment of empty ones; none of them decides about drift here.`,
          },
          ...compat
            .toSorted((left, right) => order.indexOf(left.column) - order.indexOf(right.column))
            .map(foldOrReason),
        ];
  return { id: "other-tools", title: "What other tools say", blocks };
}
