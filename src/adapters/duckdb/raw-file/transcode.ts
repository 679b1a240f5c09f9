import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { FileEncoding } from "./byte-survey.js";

// Windows-1252 differs from Latin-1 only in 0x80 … 0x9F; Node 20 decodes both alike.
// Source: WHATWG Encoding Standard, index windows-1252.
const upperHalf =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

function decodeWindows1252(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  return /[\u0080-\u009f]/.test(text)
    ? text.replace(/[\u0080-\u009f]/g, (character) => upperHalf[character.charCodeAt(0) - 0x80]!)
    : text;
}

function decoderOf(encoding: FileEncoding): (bytes: Buffer, isLast: boolean) => string {
  if (encoding === "windows-1252") return decodeWindows1252;
  const decoder = new TextDecoder(encoding);
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
}

/**
 * Writes a text file anew in UTF-8, in constant memory.
 * @param skipBytes bytes of a byte order mark that are left out
 */
export async function transcodeFile(
  from: string,
  to: string,
  encoding: FileEncoding,
  skipBytes: number,
): Promise<void> {
  const decode = decoderOf(encoding);
  const target = await open(to, "w");
  try {
    for await (const chunk of createReadStream(from, { start: skipBytes }) as AsyncIterable<Buffer>) {
      await target.write(decode(chunk, false));
    }
    const rest = decode(Buffer.alloc(0), true);
    if (rest !== "") await target.write(rest);
  } finally {
    await target.close();
  }
}
