import { join } from "node:path";
import { createSqliteWindowStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { afterAll, describe } from "vitest";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { windowStoreConformance } from "../../conformance/window-store.js";

const folder = temporaryFolder();
const open: Metadata[] = [];
afterAll(() => {
  for (const each of open) each.close();
});

describe("the window store in SQLite", () => {
  windowStoreConformance(async () => {
    const opened = await openMetadata(join(folder, `${open.length}.sqlite`));
    open.push(opened);
    return createSqliteWindowStore(opened);
  });
});
