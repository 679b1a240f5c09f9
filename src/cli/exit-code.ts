import { DriftloopError, type ErrorKind } from "#kernel";

/** 0 ok · 1 the outcome is a failure (a gate failed, a check found a problem) · 2 wrong usage or input · 3 infrastructure. */
export type ExitCode = 0 | 1 | 2 | 3;

const byKind: Readonly<Record<ErrorKind, ExitCode>> = {
  InvalidInput: 2,
  NotFound: 2,
  NotReady: 2,
  Conflict: 1,
  ExternalFailure: 3,
};

/** The exit code of anything that was thrown. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof DriftloopError ? byKind[thrown.kind] : 3;
}
