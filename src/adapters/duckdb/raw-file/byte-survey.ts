import { isAscii, isUtf8 } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/** How the bytes of a file stand for characters. */
export type FileEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What one pass over a file's bytes tells. */
export interface ByteSurvey {
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly encoding: FileEncoding;
  /** Bytes of a byte order mark at the beginning. */
  readonly markBytes: number;
  /** Whether some lines are not valid in the encoding, or have NUL bytes. */
  readonly isSuspect: boolean;
}

const chunkBytes = 1 << 20;

/** The first bytes of a file, at most `count`. */
export async function readHead(path: string, count: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

interface Announcement {
  readonly encoding: FileEncoding;
  readonly markBytes: number;
}

const marks: readonly (Announcement & { readonly mark: string })[] = [
  { mark: "efbbbf", encoding: "utf-8", markBytes: 3 },
  { mark: "fffe", encoding: "utf-16le", markBytes: 2 },
  { mark: "feff", encoding: "utf-16be", markBytes: 2 },
];

function zeroShareOf(head: Buffer, parity: number): number {
  let zeros = 0;
  for (let at = parity; at < head.length; at += 2) if (head[at] === 0) zeros += 1;
  return zeros / Math.max(1, head.length / 2);
}

/** The encoding that the first bytes announce by a mark or by where their zeros are; null when they do not. */
export function announcedEncoding(head: Buffer): Announcement | null {
  const hex = head.subarray(0, 3).toString("hex");
  const marked = marks.find(({ mark }) => hex.startsWith(mark));
  if (marked !== undefined) return { encoding: marked.encoding, markBytes: marked.markBytes };
  const even = zeroShareOf(head, 0);
  const odd = zeroShareOf(head, 1);
  if (odd > 0.7 && even === 0) return { encoding: "utf-16le", markBytes: 0 };
  return even > 0.7 && odd === 0 ? { encoding: "utf-16be", markBytes: 0 } : null;
}

interface LineTally {
  /** Lines with characters beyond ASCII that are valid UTF-8. */
  validBeyondAscii: number;
  invalid: number;
  hasNul: boolean;
}

function tallyLines(block: Buffer, tally: LineTally): void {
  if (block.includes(0)) tally.hasNul = true;
  if (isAscii(block)) return;
  if (isUtf8(block)) {
    tally.validBeyondAscii += 1;
    return;
  }
  let start = 0;
  while (start < block.length) {
    const at = block.indexOf(10, start);
    const end = at < 0 ? block.length : at + 1;
    const line = block.subarray(start, end);
    if (!isAscii(line)) tally[isUtf8(line) ? "validBeyondAscii" : "invalid"] += 1;
    start = end;
  }
}

/** Where a block can be cut without cutting a character: after its last line end, else before an unfinished character. */
function cutOf(block: Buffer): number {
  const lineEnd = block.lastIndexOf(10);
  if (lineEnd >= 0) return lineEnd + 1;
  let at = block.length;
  while (at > 0 && block.length - at < 3 && (block[at - 1]! & 0xc0) === 0x80) at -= 1;
  return at > 0 && block[at - 1]! >= 0xc0 ? at - 1 : block.length;
}

function encodingOf(tally: LineTally): FileEncoding {
  return tally.invalid > 0 && tally.validBeyondAscii === 0 ? "windows-1252" : "utf-8";
}

async function tallyFile(path: string, hash: Hash, isWide: boolean): Promise<LineTally> {
  const tally: LineTally = { validBeyondAscii: 0, invalid: 0, hasNul: false };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (isWide) continue;
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const cut = cutOf(block);
    tallyLines(block.subarray(0, cut), tally);
    rest = block.subarray(cut);
  }
  tallyLines(rest, tally);
  return tally;
}

/**
 * Reads a file once: its digest and encoding. Bytes that are nowhere valid UTF-8 are Windows-1252 (which contains the
 * letters of Latin-1); where valid and invalid lines mix, the file is UTF-8 and suspect.
 * @param head the file's first bytes
 */
export async function surveyBytes(path: string, head: Buffer): Promise<ByteSurvey> {
  const hash = createHash("sha256");
  const announced = announcedEncoding(head);
  const isWide = announced !== null && announced.encoding !== "utf-8";
  const tally = await tallyFile(path, hash, isWide);
  const { encoding, markBytes } = announced ?? { encoding: encodingOf(tally), markBytes: 0 };
  const isSuspect = isWide || tally.hasNul || (encoding === "utf-8" && tally.invalid > 0);
  return { digest: hash.digest("hex"), encoding, markBytes, isSuspect };
}
