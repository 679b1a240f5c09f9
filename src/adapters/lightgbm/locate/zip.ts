import { inflateRawSync } from "node:zlib";
import { externalFailure } from "#kernel";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const largestComment = 65_535;

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly localOffset: number;
  readonly nextOffset: number;
}

function damaged(problem: string): Error {
  return externalFailure("lightgbm/wheel-damaged", `the downloaded wheel is damaged: ${problem}; try again`);
}

function findEnd(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - endLength - largestComment);
  for (let offset = zip.length - endLength; offset >= lowest; offset -= 1) {
    if (zip.readUInt32LE(offset) === endSignature) return offset;
  }
  throw damaged("it has no zip directory");
}

function readEntry(zip: Buffer, offset: number): ZipEntry {
  if (offset + 46 > zip.length || zip.readUInt32LE(offset) !== entrySignature) throw damaged("its directory is cut");
  const nameBytes = zip.readUInt16LE(offset + 28);
  const extraBytes = zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  return {
    name: zip.toString("utf8", offset + 46, offset + 46 + nameBytes),
    method: zip.readUInt16LE(offset + 10),
    packedBytes: zip.readUInt32LE(offset + 20),
    unpackedBytes: zip.readUInt32LE(offset + 24),
    localOffset: zip.readUInt32LE(offset + 42),
    nextOffset: offset + 46 + nameBytes + extraBytes,
  };
}

function unpack(zip: Buffer, entry: ZipEntry): Buffer {
  const { localOffset, packedBytes, unpackedBytes, method } = entry;
  if (localOffset + 30 > zip.length || zip.readUInt32LE(localOffset) !== localSignature) throw damaged("a file is cut");
  const start = localOffset + 30 + zip.readUInt16LE(localOffset + 26) + zip.readUInt16LE(localOffset + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (packed.length !== packedBytes) throw damaged("a file is cut");
  if (method === 0) return packed;
  if (method !== 8) throw damaged(`compression method ${method} is not known`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytes) });
  } catch (error) {
    throw externalFailure(
      "lightgbm/wheel-damaged",
      "the downloaded wheel is damaged: a file does not unpack; try again",
      {
        cause: error,
      },
    );
  }
}

/**
 * Reads one file of a zip archive.
 * @param zip the whole archive, without the 64-bit extensions
 * @param name path inside the archive
 * @throws ExternalFailure `lightgbm/wheel-damaged` when the archive is cut or has no such file
 * @source PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16
 */
export function readZipMember(zip: Buffer, name: string): Buffer {
  if (zip.length < endLength) throw damaged("it is too short");
  const end = findEnd(zip);
  const entryCount = zip.readUInt16LE(end + 10);
  let offset = zip.readUInt32LE(end + 16);
  for (let index = 0; index < entryCount; index += 1) {
    const entry = readEntry(zip, offset);
    if (entry.name === name) return unpack(zip, entry);
    offset = entry.nextOffset;
  }
  throw damaged(`it holds no ${name}`);
}
