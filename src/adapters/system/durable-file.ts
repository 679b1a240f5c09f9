import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { externalFailure, messageOf } from "#kernel";

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder with all its parents; the names of new ones are on disk when it returns. */
async function makeFolderDurably(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolderDurably(dirname(folder));
  // One at a time: Node's recursive mkdir never returns where a file system refuses a new folder as missing, as /proc does.
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await syncFolder(dirname(folder));
}

async function writeAndSync(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolderDurably(folder);
  const partial = join(folder, `.${basename(path)}.${randomUUID()}.partial`);
  try {
    await writeAndSync(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Writes a file in one step: a reader, or a computer that lost its power, sees the old content or the new, never a part.
 * @param path missing folders are made
 * @throws ExternalFailure `file/write-failed`, for example when the disk is full; the old content stays
 */
export async function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(path, content);
  } catch (error) {
    throw externalFailure(
      "file/write-failed",
      `${path} could not be written (${messageOf(error)}); what was there before is unchanged: check the folder and the free space`,
      { details: { path }, cause: error },
    );
  }
}
