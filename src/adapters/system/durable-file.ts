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

async function writeNew(path: string, content: string | Uint8Array, isSynced: boolean): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(content);
    if (isSynced) await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replaceFile(path: string, content: string | Uint8Array, isSynced: boolean): Promise<void> {
  const folder = dirname(path);
  if (isSynced) await makeFolderDurably(folder);
  else await mkdir(folder, { recursive: true });
  const partial = join(folder, `.${basename(path)}.${randomUUID()}.partial`);
  try {
    await writeNew(partial, content, isSynced);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  if (isSynced) await syncFolder(folder);
}

async function replaceOrExplain(path: string, content: string | Uint8Array, isSynced: boolean): Promise<void> {
  try {
    await replaceFile(path, content, isSynced);
  } catch (error) {
    throw externalFailure(
      "file/write-failed",
      `${path} could not be written (${messageOf(error)}); what was there before is unchanged: check the folder and the free space`,
      { details: { path }, cause: error },
    );
  }
}

/**
 * Writes a file in one step: a reader, or a computer that lost its power, sees the old content or the new, never a part.
 * @param path missing folders are made
 * @throws ExternalFailure `file/write-failed`, for example when the disk is full; the old content stays
 */
export function writeFileDurably(path: string, content: string | Uint8Array): Promise<void> {
  return replaceOrExplain(path, content, true);
}

/**
 * Writes a file in one step for readers, without waiting for the disk: it survives the end of the process, not a power cut.
 * @param path missing folders are made
 * @throws ExternalFailure `file/write-failed`; the old content stays
 */
export function writeFileInOneStep(path: string, content: string | Uint8Array): Promise<void> {
  return replaceOrExplain(path, content, false);
}
