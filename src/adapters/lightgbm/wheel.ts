import { inflateRawSync } from "node:zlib";
import { externalFailure } from "#kernel";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

function findEnd(archive: Buffer): number {
  for (let offset = archive.length - 22; offset >= 0; offset -= 1) {
    if (archive.readUInt32LE(offset) === endSignature) return offset;
  }
  throw externalFailure("lightgbm/wheel-unreadable", "the downloaded wheel is not a zip archive");
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + size);
  return method === 0 ? packed : inflateRawSync(packed);
}

/**
 * One file of a wheel.
 * @param name the file's name without folders
 * @returns its bytes
 * @throws ExternalFailure `lightgbm/wheel-unreadable`
 * @source PKWARE .ZIP File Format Specification 6.3.10: central directory and local headers; no zip64, no encryption
 */
export function extractFromWheel(archive: Buffer, name: string): Buffer {
  const end = findEnd(archive);
  let entry = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(entry) !== entrySignature) break;
    const nameLength = archive.readUInt16LE(entry + 28);
    const path = archive.toString("utf8", entry + 46, entry + 46 + nameLength);
    if (path.split("/").at(-1) === name) return contentOf(archive, entry);
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  throw externalFailure("lightgbm/wheel-unreadable", `the downloaded wheel holds no file ${name}`);
}
