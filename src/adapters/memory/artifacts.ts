import { notFound, sha256 } from "#kernel";
import type { ArtifactStore } from "#registry";

/** Keeps artifacts in this process; their paths lead nowhere. */
export function createMemoryArtifactStore(): ArtifactStore {
  const byDigest = new Map<string, Uint8Array>();
  return {
    put: async (content) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
      const digest = sha256(bytes);
      byDigest.set(digest, bytes);
      return digest;
    },
    get: async (digest) => {
      const bytes = byDigest.get(digest);
      if (bytes === undefined) throw notFound("artifact/not-found", `there is no artifact ${digest}`, { digest });
      return bytes.slice();
    },
    pathOf: (digest) => `memory:${digest}`,
    list: async () => [...byDigest.keys()].sort(),
  };
}
