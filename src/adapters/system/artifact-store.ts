import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { externalFailure, invalidInput, messageOf, notFound, sha256 } from "#kernel";
import type { ArtifactStore } from "#registry";
import { writeFileDurably } from "./durable-file.js";

const digestPattern = /^[0-9a-f]{64}$/;

async function ifExists<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw externalFailure("artifact/unreadable", `an artifact could not be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function checkDigest(digest: string): void {
  if (digestPattern.test(digest)) return;
  throw invalidInput("artifact/digest", `"${digest}" is not the name of an artifact: 64 hexadecimal digits`, {
    digest,
  });
}

/** Bytes that are there but damaged are written anew. */
async function put(path: string, content: string | Uint8Array, digest: string): Promise<string> {
  const present = await ifExists(readFile(path));
  if (present === undefined || sha256(present) !== digest) await writeFileDurably(path, content);
  return digest;
}

async function get(path: string, digest: string): Promise<Uint8Array> {
  const bytes = await ifExists(readFile(path));
  if (bytes === undefined)
    throw notFound("artifact/not-found", `there is no artifact ${digest} at ${path}`, { digest });
  if (sha256(bytes) === digest) return bytes;
  throw externalFailure(
    "artifact/corrupt",
    `the bytes of ${path} do not match their name: the file is damaged; restore it from a backup or train again`,
    { details: { path, digest } },
  );
}

/**
 * Keeps artifacts as files that are named by the SHA-256 of their bytes.
 * @param folder made at the first write
 */
export function createArtifactStore(folder: string): ArtifactStore {
  const pathOf = (digest: string): string => {
    checkDigest(digest);
    return join(folder, digest);
  };
  return {
    put: async (content) => {
      const digest = sha256(content);
      return put(pathOf(digest), content, digest);
    },
    get: async (digest) => get(pathOf(digest), digest),
    pathOf,
    list: async () => ((await ifExists(readdir(folder))) ?? []).filter((name) => digestPattern.test(name)).sort(),
  };
}
