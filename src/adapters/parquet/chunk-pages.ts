import { readSync } from "node:fs";
import { numberField, readStruct, requiredNumber, structField, type ThriftStruct } from "./compact-protocol.js";
import type { ColumnChunk } from "./footer.js";
import { unpackSnappy } from "./snappy.js";

/** One page of a column, unpacked; its bytes are valid until the next one is read. */
export interface Page {
  readonly kind: "dictionary" | "data";
  readonly values: number;
  readonly encoding: number;
  readonly bytes: Uint8Array;
  /** Which values are there, and how many are not, in a page of version 2; null where the bytes begin with it. */
  readonly levels: { readonly bytes: Uint8Array; readonly nulls: number } | null;
}

const blockBytes = 1 << 20;
const headBytes = 1 << 10;

/** Memory that is used again and grows where it has to. */
class Scratch {
  private memory: Uint8Array = new Uint8Array(0);

  /** @returns exactly so many bytes, holding anything */
  of(length: number): Uint8Array {
    if (this.memory.length < length) this.memory = new Uint8Array(Math.max(length, this.memory.length * 2));
    return this.memory.subarray(0, length);
  }
}

/** A window on an open file that moves forwards. */
class FileWindow {
  private readonly descriptor: number;
  private readonly memory: Scratch = new Scratch();
  private held: Uint8Array = new Uint8Array(0);
  private from = 0;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** Up to `length` bytes at a place, fewer only at `end`; valid until the next call. */
  at(place: number, length: number, end: number): Uint8Array {
    const wanted = Math.min(length, end - place);
    const offset = place - this.from;
    if (offset >= 0 && offset + wanted <= this.held.length) return this.held.subarray(offset, offset + wanted);
    const bytes = this.memory.of(Math.min(Math.max(wanted, blockBytes), end - place));
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(this.descriptor, bytes, filled, bytes.length - filled, place + filled);
      if (read === 0) throw new RangeError("it is shorter than it says");
      filled += read;
    }
    this.held = bytes;
    this.from = place;
    return bytes.subarray(0, wanted);
  }
}

/** RLE, which is the hybrid of repeated and packed runs. */
const levelsEncoding = 3;

const pageKinds = { data: 0, dictionary: 2, dataOfVersion2: 3 };

interface PageHead {
  readonly type: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly struct: ThriftStruct;
  readonly length: number;
}

function requiredStruct(struct: ThriftStruct, field: number): ThriftStruct {
  const found = structField(struct, field);
  if (found === undefined) throw new RangeError("a page does not say what it holds");
  return found;
}

function unpackGzip(packed: Uint8Array, length: number): Uint8Array {
  // Loaded where it is needed: few files are packed so.
  const { gunzipSync } = process.getBuiltinModule("node:zlib");
  const { buffer, byteOffset, byteLength } = gunzipSync(packed, { maxOutputLength: length });
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Reads the pages of column chunks of one open file. */
export class PageReader {
  private readonly window: FileWindow;
  private readonly scratch: Scratch = new Scratch();

  /** @param descriptor of the file, which stays open */
  constructor(descriptor: number) {
    this.window = new FileWindow(descriptor);
  }

  /**
   * The pages of a chunk in order.
   * @throws RangeError when the chunk is damaged
   */
  *pages(chunk: ColumnChunk): Generator<Page, void, undefined> {
    const end = chunk.from + chunk.length;
    for (let at = chunk.from; at < end; ) {
      const head = this.headAt(at, end);
      if (head.packed < 0 || head.unpacked < 0 || head.unpacked > chunk.unpackedLength) {
        throw new RangeError("a page is longer than its column");
      }
      const begin = at + head.length;
      at = begin + head.packed;
      if (at > end) throw new RangeError("a page is longer than its column");
      if (head.type === pageKinds.data) yield this.dataPage(head, chunk, begin);
      else if (head.type === pageKinds.dictionary) yield this.dictionaryPage(head, chunk, begin);
      else if (head.type === pageKinds.dataOfVersion2) yield this.secondDataPage(head, chunk, begin);
    }
  }

  private headAt(at: number, end: number): PageHead {
    for (let length = headBytes; ; length *= 8) {
      const bytes = this.window.at(at, length, end);
      try {
        const { struct, end: used } = readStruct(bytes);
        const [type, unpacked, packed] = [1, 2, 3].map((field) => requiredNumber(struct, field)) as [
          number,
          number,
          number,
        ];
        return { type, packed, unpacked, struct, length: used };
      } catch (thrown) {
        // Statistics of long texts may make a head longer than what was looked at.
        if (length >= blockBytes || bytes.length < length) throw thrown;
      }
    }
  }

  private unpack(codec: ColumnChunk["codec"], packed: Uint8Array, length: number): Uint8Array {
    if (length === 0) return packed.subarray(0, 0);
    const unpacked =
      codec === "snappy"
        ? unpackSnappy(packed, length, (bytes) => this.scratch.of(bytes))
        : codec === "gzip"
          ? unpackGzip(packed, length)
          : packed;
    if (unpacked.length !== length) throw new RangeError("a page is of another length than it says");
    return unpacked;
  }

  private dataPage(head: PageHead, chunk: ColumnChunk, begin: number): Page {
    const said = requiredStruct(head.struct, 5);
    if (requiredNumber(said, 3) !== levelsEncoding || requiredNumber(said, 4) !== levelsEncoding) {
      throw new RangeError("a page's levels are encoded in another way");
    }
    return { kind: "data", ...this.wholePage(said, head, chunk, begin) };
  }

  private dictionaryPage(head: PageHead, chunk: ColumnChunk, begin: number): Page {
    return { kind: "dictionary", ...this.wholePage(requiredStruct(head.struct, 7), head, chunk, begin) };
  }

  /** A page that is packed as a whole. */
  private wholePage(said: ThriftStruct, head: PageHead, chunk: ColumnChunk, begin: number): Omit<Page, "kind"> {
    const packed = this.window.at(begin, head.packed, begin + head.packed);
    const bytes = this.unpack(chunk.codec, packed, head.unpacked);
    return { values: requiredNumber(said, 1), encoding: requiredNumber(said, 2), bytes, levels: null };
  }

  /** Its levels are never packed. */
  private secondDataPage(head: PageHead, chunk: ColumnChunk, begin: number): Page {
    const said = requiredStruct(head.struct, 8);
    const levelsLength = requiredNumber(said, 5);
    const packed = this.window.at(begin, head.packed, begin + head.packed);
    if (numberField(said, 6) !== 0 || levelsLength < 0 || levelsLength > Math.min(packed.length, head.unpacked)) {
      throw new RangeError("a page's levels do not fit");
    }
    const codec = said.get(7) === false ? "none" : chunk.codec;
    const values = this.unpack(codec, packed.subarray(levelsLength), head.unpacked - levelsLength);
    return {
      kind: "data",
      values: requiredNumber(said, 1),
      encoding: requiredNumber(said, 4),
      levels: { bytes: packed.subarray(0, levelsLength), nulls: requiredNumber(said, 2) },
      bytes: values,
    };
  }
}
