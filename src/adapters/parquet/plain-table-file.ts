import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { TableFile } from "#ingestion";
import { invalidInput, messageOf } from "#kernel";
import type { Field } from "#tabular";
import { PageReader } from "./chunk-pages.js";
import { ColumnReader, partRows } from "./column-reader.js";
import { type PlainFooter, readFooter } from "./footer.js";

const mark = "PAR1";
/** Length of the footer, and the mark. */
const tailBytes = 8;
/** A file of so many columns or groups of rows is large enough for an engine to pay. */
const mostFooterBytes = 1 << 24;

function bytesAt(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
}

function footerOf(descriptor: number): PlainFooter | undefined {
  const { size } = fstatSync(descriptor);
  if (size < 2 * tailBytes) return undefined;
  if (bytesAt(descriptor, 0, mark.length).toString("latin1") !== mark) return undefined;
  const tail = bytesAt(descriptor, size - tailBytes, tailBytes);
  const length = tail.readUInt32LE(0);
  if (tail.toString("latin1", 4) !== mark || length > Math.min(mostFooterBytes, size - 2 * tailBytes)) {
    return undefined;
  }
  const begin = size - tailBytes - length;
  return readFooter(bytesAt(descriptor, begin, length), begin);
}

interface OpenFile {
  readonly descriptor: number;
  readonly footer: PlainFooter;
}

/** Undefined for whatever is not understood: the engine that reads everything says what is wrong. */
function openPlain(path: string): OpenFile | undefined {
  let descriptor: number | undefined;
  try {
    // Opening a pipe would wait for its other end.
    if (!statSync(path).isFile()) return undefined;
    descriptor = openSync(path, "r");
    const footer = footerOf(descriptor);
    if (footer !== undefined && footer.rowCount > 0) return { descriptor, footer };
  } catch {
    // Damaged, not there, or not to be read.
  }
  if (descriptor !== undefined) closeSync(descriptor);
  return undefined;
}

function scan(
  { descriptor, footer }: OpenFile,
  fields: readonly Field[],
  take: Parameters<TableFile["scan"]>[1],
): void {
  const pages = new PageReader(descriptor);
  const part = new Float64Array(partRows);
  const places = fields.map(({ name }) => footer.columns.findIndex((column) => column.name === name));
  const readers = places.map((place) => new ColumnReader(footer.columns[place]!, pages, part));
  for (const chunks of footer.groups) {
    for (const [field, reader] of readers.entries()) {
      reader.read(chunks[places[field]!]!, (values) => take(field, values));
    }
  }
}

/**
 * Opens a Parquet file that holds nothing but flat columns of plain numbers and texts, uncompressed or by Snappy or gzip, which is most
 * of what tables of features are. It is read without an engine, whose start takes longer than reading a hundred thousand rows.
 * @returns undefined for every other file, whatever is wrong with it
 */
export function openPlainTableFile(path: string): TableFile | undefined {
  const opened = openPlain(path);
  if (opened === undefined) return undefined;
  const { rowCount, columns } = opened.footer;
  return {
    name: basename(path),
    rowCount,
    unreadableCount: 0,
    fields: columns.map(({ name, layout }): Field => ({ name, type: layout === "text" ? "text" : "number" })),
    scan: (fields, take) =>
      Promise.resolve().then(() => {
        let isTaken = true;
        try {
          scan(opened, fields, (place, values) => {
            isTaken = false;
            take(place, values);
            isTaken = true;
          });
        } catch (thrown) {
          // What a receiver throws says nothing of the file.
          if (!isTaken || !(thrown instanceof RangeError || (thrown instanceof Error && "code" in thrown)))
            throw thrown;
          throw invalidInput(
            "ingestion/not-a-table",
            `${path} begins like a Parquet file but cannot be read as one (${messageOf(thrown)}); write it again`,
            { path },
          );
        }
      }),
    close: () => Promise.resolve().then(() => closeSync(opened.descriptor)),
  };
}
