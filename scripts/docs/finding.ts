/** Something wrong in the documentation, at a place that an editor can jump to. */
export interface Finding {
  /** Path relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** `file:line: message`, the form that compilers use. */
export function findingText({ file, line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}
