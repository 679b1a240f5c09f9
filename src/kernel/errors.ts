/** The five ways a call can fail; the edges map each to an exit code or an HTTP status. */
export type ErrorKind = "InvalidInput" | "NotFound" | "Conflict" | "NotReady" | "ExternalFailure";

/** Facts that belong to an error, in a form that can be printed and stored. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The one error class of the product. `code` is `area/reason` and stable; the message says what happened, where, and
 * what to do about it.
 */
export class DriftloopError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = kind;
    this.kind = kind;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** What the caller gave cannot be used; nothing was changed. */
export function invalidInput(code: string, message: string, details: ErrorDetails = {}): DriftloopError {
  return new DriftloopError("InvalidInput", code, message, { details });
}

/** What the caller named does not exist. */
export function notFound(code: string, message: string, details: ErrorDetails = {}): DriftloopError {
  return new DriftloopError("NotFound", code, message, { details });
}

/** Somebody else changed the same thing first. */
export function conflict(code: string, message: string, details: ErrorDetails = {}): DriftloopError {
  return new DriftloopError("Conflict", code, message, { details });
}

/** Something that has to come first has not happened yet. */
export function notReady(code: string, message: string, details: ErrorDetails = {}): DriftloopError {
  return new DriftloopError("NotReady", code, message, { details });
}

/** A library, a file system or another process failed; `cause` keeps its own error. */
export function externalFailure(
  code: string,
  message: string,
  options: { details?: ErrorDetails; cause?: unknown } = {},
): DriftloopError {
  return new DriftloopError("ExternalFailure", code, message, options);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
