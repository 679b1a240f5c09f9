import type { Migration } from "./migration.js";

/** Files of old table versions whose bytes were given up; their manifests stay. */
export const expiredFiles: Migration = {
  name: "expired table files",
  sql: `
    CREATE TABLE expired_files (
      path TEXT PRIMARY KEY,
      expired_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;`,
};
