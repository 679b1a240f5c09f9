import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The result of a file operation, or undefined when the file does not exist. */
export async function ifExists<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Size of a file in bytes; undefined when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await ifExists(stat(path));
  return found?.isFile() === true ? found.size : undefined;
}

/** SHA-256 of a file's bytes, read in pieces. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** Waits until a file's bytes, or a folder's names, are on disk. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names inside a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifExists(readdir(folder))) ?? [];
}

/** What the file system takes for the present, in epoch milliseconds: comparable with the age of its files. */
export async function fileSystemNow(folder: string, name: string): Promise<number> {
  const probe = join(folder, name);
  await writeFile(probe, "");
  const { mtimeMs } = await stat(probe);
  await unlink(probe);
  return mtimeMs;
}
