import { plural } from "#kernel";
import { type ColumnCompat, type CompatNumber, compatVersions } from "#monitoring";
import { figures, tableOf, words } from "../item-table.js";
import { formatCount } from "../number-format.js";
import type { Block, FoldBlock, PageSection, TableBlock } from "../page-model.js";

type GivenCompat = Extract<ColumnCompat, { readonly status: "given" }>;

const names: Readonly<Record<CompatNumber["tool"], string>> = {
  evidently: "Evidently",
  nannyml: "NannyML",
  deepchecks: "deepchecks",
  frouros: "frouros",
};

const tools: string = Object.entries(compatVersions)
  .map(([tool, version]) => `${names[tool as CompatNumber["tool"]]} ${version}`)
  .join(", ");

/** Six significant digits, as the tools are compared; `∞` and nothing are said as such. */
function numberText(value: number | null): string {
  if (value === null) return "–";
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "∞";
}

function numberTable(caption: string, numbers: readonly CompatNumber[]): TableBlock {
  return tableOf(caption, numbers, [
    words<CompatNumber>("tool", ({ tool }) => names[tool]),
    words("number", ({ name }) => name),
    figures("value", ({ value }) => numberText(value)),
    figures("p", ({ pValue }) => (pValue === null ? "–" : pValue.toPrecision(3))),
    words("convention", ({ convention }) => convention),
  ]);
}

function foldOf({ column, referenceRows, rows, numbers }: GivenCompat): FoldBlock {
  const caption = `${column}: ${plural(referenceRows, "value")} of the reference, ${formatCount(rows)} of the current file`;
  return { kind: "fold", summary: column, items: [], table: numberTable(caption, numbers) };
}

function allFolds(numbers: readonly CompatNumber[]): readonly FoldBlock[] {
  if (numbers.length === 0) return [];
  const table = numberTable("All columns together, each as important as the others", numbers);
  return [{ kind: "fold", summary: "All columns together", items: [], table }];
}

function foldOrReason(compat: ColumnCompat): FoldBlock {
  if (compat.status === "given") return foldOf(compat);
  return { kind: "fold", summary: `${compat.column}: not given`, items: [{ term: "why", text: compat.reason }] };
}

/** The numbers of other tools; null when they were not asked for. */
interface OtherTools {
  readonly compat: readonly ColumnCompat[] | null;
  readonly compatOfAll: readonly CompatNumber[] | null;
}

/**
 * What other tools say of the same rows, a fold per column and one for all of them.
 * @param order names of columns, those to be seen first in front
 */
export function otherToolsSection({ compat, compatOfAll }: OtherTools, order: readonly string[]): PageSection {
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
          ...allFolds(compatOfAll ?? []),
        ];
  return { id: "other-tools", title: "What other tools say", blocks };
}
