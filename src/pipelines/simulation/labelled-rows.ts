import { collectRows, scanTable } from "#features";
import { notReady } from "#kernel";
import type { Relation } from "#relation";
import type { PopulationRows } from "#simulation";
import { columnNamesOf, rowKeyOf, type SchemaContract } from "#tabular";
import type { PipelinePorts } from "../ports.js";

/** The labelled rows of a project as they were spelled. */
export interface SpelledRows extends PopulationRows {
  /** 0 or 1 per row. */
  readonly labels: Uint8Array;
}

/** The newest row of each key, in order of arrival. */
function currentRows(raw: Relation, contract: SchemaContract): Relation {
  const keys = rowKeyOf(contract);
  const newest: Relation =
    keys.length === 0
      ? raw
      : { kind: "first-per-key", input: raw, keys, by: [{ column: "_ingested_at", descending: true }] };
  return { kind: "sort", input: newest, by: [{ column: "_source" }, { column: "_line" }] };
}

/**
 * Every labelled row of a version of the raw table.
 * @throws NotReady `simulation/no-labelled-rows`
 */
export async function loadSpelledRows(
  contract: SchemaContract,
  rawVersion: number,
  ports: PipelinePorts,
): Promise<SpelledRows> {
  const raw = await ports.tables.snapshot("raw", { version: rawVersion });
  const batch = await collectRows(currentRows(scanTable(raw), contract), await ports.engine());
  const textOf = (name: string): readonly (string | null)[] =>
    batch.columns[batch.fields.findIndex((field) => field.name === name)] as readonly (string | null)[];
  const { column, positive } = contract.label;
  const spec = contract.columns[column]!;
  const labelTexts = textOf(column);
  const isMissing = (text: string | null): boolean =>
    text === null || text === "" || spec.missing?.includes(text) === true;
  const kept = labelTexts.flatMap((text, row) => (isMissing(text) ? [] : [row]));
  if (kept.length === 0) {
    throw notReady(
      "simulation/no-labelled-rows",
      "there are no labelled rows yet to make a world of; run `driftloop run training` first",
    );
  }
  return {
    rowCount: kept.length,
    columns: Object.fromEntries(
      columnNamesOf(contract).map((name) => {
        const texts = textOf(name);
        return [name, kept.map((row) => texts[row]!)];
      }),
    ),
    labels: Uint8Array.from(kept, (row) => (labelTexts[row] === positive ? 1 : 0)),
  };
}
