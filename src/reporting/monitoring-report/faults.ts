import { plural } from "#kernel";
import { chips, counts, figures, prose, tableOf, words } from "../item-table.js";
import type { Block, TableBlock } from "../page-model.js";
import { windowText } from "../time-text.js";
import type { ReportFault } from "./input.js";
import { chanceText, enumerated, spoken } from "./words.js";

/** Most faults of a table. */
const mostLines = 20;

/** What was wrong with the data, and which checks had too little to go by. */
export function faultBlocks(faults: readonly ReportFault[]): readonly Block[] {
  const found = faults.filter(({ isFault }) => isFault);
  const open = openText(faults.filter(({ isFault }) => !isFault));
  if (found.length > 0)
    return [faultTable(found), ...(open === null ? [] : [{ kind: "paragraph", text: open } as const])];
  const none = "The checks of the data found no fault.";
  return [{ kind: "paragraph", text: open === null ? none : `${none} ${open}` }];
}

/** Checks that could not be judged, by name: one line each a day would hide the faults. */
function openText(open: readonly ReportFault[]): string | null {
  const counts = new Map<string, number>();
  // A check that never had a row, such as that of two routes where there is one, does not apply.
  const applying = new Set(open.filter(({ sampleSize }) => sampleSize > 0).map(({ check }) => check));
  const short = open.filter(({ check }) => applying.has(check));
  if (short.length === 0) return null;
  for (const { check } of short) counts.set(check, (counts.get(check) ?? 0) + 1);
  const told = [...counts].map(([check, count]) => `${spoken(check)} (${plural(count, "window")})`);
  const newest = short.at(-1)!;
  return `Not judged for want of rows: ${enumerated(told, 8)}; last on ${windowText(newest)}: ${newest.sentence}.`;
}

function faultTable(faults: readonly ReportFault[]): TableBlock {
  const shown = faults.toReversed().slice(0, mostLines);
  const more = shown.length < faults.length ? `, the newest ${mostLines}` : "";
  const caption = `${plural(faults.length, "fault")} of the data${more}; rows in quarantine are never trained on`;
  return tableOf(caption, shown, [
    words("Window", windowText),
    words("Check", ({ check }) => spoken(check)),
    words("Column", ({ column }) => column ?? "all rows"),
    chips("Verdict", ({ quarantines }) => ["failed", quarantines ? "quarantined" : "fault"]),
    counts("n", ({ sampleSize }) => sampleSize),
    figures("p", ({ pValue }) => chanceText(pValue)),
    prose("What was found", ({ sentence }) => sentence),
  ]);
}
