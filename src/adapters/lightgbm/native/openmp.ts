import { readdirSync } from "node:fs";
import { join } from "node:path";

const libraryName = "libgomp.so.1";

function foldersBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

/**
 * Where the OpenMP runtime may be when the loader does not find it by itself: by name, in the system's library folders,
 * beside GCC. Paths that do not exist are among them.
 */
export function openMpCandidates(): string[] {
  const compilerFolders = foldersBelow("/usr/lib/gcc").flatMap(foldersBelow);
  const folders = [...foldersBelow("/usr/lib"), "/usr/lib", "/usr/lib64", "/usr/local/lib", ...compilerFolders];
  return [libraryName, ...folders.map((folder) => join(folder, libraryName))];
}
