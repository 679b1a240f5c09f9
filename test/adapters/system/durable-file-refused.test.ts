import { existsSync } from "node:fs";
import { writeFileDurably } from "#adapters/system";
import { describe, expect, it } from "vitest";

describe("writeFileDurably", () => {
  it.runIf(existsSync("/proc/self"))(
    "fails instead of waiting for ever where the system refuses a new folder",
    async () => {
      await expect(writeFileDurably("/proc/driftloop-nope/page.html", "text")).rejects.toMatchObject({
        kind: "ExternalFailure",
        code: "file/write-failed",
      });
    },
  );
});
