import { DriftloopError, externalFailure, messageOf } from "#kernel";

interface Reason {
  readonly reason: string;
  readonly advice: string;
}

const damaged: Reason = {
  reason: "unreadable",
  advice: "the file is damaged or not a database; restore it from a backup",
};
const unreachable: Reason = {
  reason: "unreadable",
  advice: "check that the file and its folder exist, are writable and on a local disk",
};
const diskFull: Reason = { reason: "disk-full", advice: "nothing was changed; free some space and repeat the command" };
const busy: Reason = { reason: "busy", advice: "another process held it for too long; repeat the command" };
const failed: Reason = { reason: "failed", advice: "nothing was changed" };

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) and codes of the file system. */
const reasons = new Map<unknown, Reason>([
  [5, busy],
  [8, unreachable],
  [10, unreachable],
  [11, damaged],
  [13, diskFull],
  [14, unreachable],
  [26, damaged],
  ["ENOSPC", diskFull],
  ["EACCES", unreachable],
  ["EEXIST", unreachable],
  ["ENOENT", unreachable],
  ["ENOTDIR", unreachable],
  ["EPERM", unreachable],
  ["EROFS", unreachable],
]);

function codeOf(thrown: unknown): unknown {
  const { errcode, code } = thrown as { readonly errcode?: unknown; readonly code?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : code;
}

/**
 * An error of the driver as ExternalFailure `sqlite/unreadable`, `sqlite/disk-full`, `sqlite/busy` or `sqlite/failed`;
 * errors of the product pass through.
 * @param path of the database file
 */
export function sqliteFailure(thrown: unknown, path: string): Error {
  if (thrown instanceof DriftloopError) return thrown;
  if (!(thrown instanceof Error)) return new Error(messageOf(thrown));
  const code = codeOf(thrown);
  if (typeof code !== "number" && !reasons.has(code)) return thrown;
  const { reason, advice } = reasons.get(code) ?? failed;
  return externalFailure(`sqlite/${reason}`, `SQLite could not use ${path} (${thrown.message}): ${advice}`, {
    details: { path, sqliteCode: code },
    cause: thrown,
  });
}
