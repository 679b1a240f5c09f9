import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { externalFailure, messageOf } from "#kernel";

function attempt<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw externalFailure("file/folder-failed", `${what}: ${messageOf(error)}`, { cause: error });
  }
}

/** Whether a file or folder is there. */
export const isPresent = (path: string): boolean => existsSync(path);

/** Whether a folder is there. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Whether a folder is missing or has nothing in it. */
export const isEmptyFolder = (path: string): boolean =>
  !existsSync(path) || (isFolder(path) && readdirSync(path).length === 0);

/** A new temporary folder. */
export const makeTemporaryFolder = (prefix: string): string =>
  attempt("making a temporary folder", () => mkdtempSync(join(tmpdir(), prefix)));

/** Copies a file or a folder with all it holds. @throws ExternalFailure `file/folder-failed` */
export function copyPath(from: string, to: string): void {
  attempt(`copying ${from} to ${to}`, () => cpSync(from, to, { recursive: true, errorOnExist: true, force: false }));
}

/** Moves a file or folder within one file system, replacing a file. @throws ExternalFailure `file/folder-failed` */
export function movePath(from: string, to: string): void {
  attempt(`moving ${from} to ${to}`, () => {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  });
}

/** Removes a file or folder, if it is there. */
export const removePath = (path: string): void =>
  attempt(`removing ${path}`, () => rmSync(path, { recursive: true, force: true }));

/** Makes a folder with its parents. */
export const makeFolder = (path: string): void =>
  attempt(`making ${path}`, () => void mkdirSync(path, { recursive: true }));

/** Free bytes on the file system that holds an existing path. */
export function freeBytes(path: string): number {
  return attempt(`asking for free space at ${path}`, () => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  });
}
