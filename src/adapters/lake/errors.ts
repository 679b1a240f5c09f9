import { DriftloopError, externalFailure } from "#kernel";

/**
 * Runs file work; an error of the file system becomes ExternalFailure `lake/disk-full` or `lake/unreachable`.
 * @param folder of the lake, for the message
 */
export async function withLakeErrors<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw lakeFailure(folder, error);
  }
}

function lakeFailure(folder: string, error: unknown): unknown {
  if (error instanceof DriftloopError || !(error instanceof Error) || !("syscall" in error)) return error;
  const isFull = (error as NodeJS.ErrnoException).code === "ENOSPC";
  const advice = isFull ? "free some space and repeat the command" : "check that the folder exists and is writable";
  return externalFailure(
    isFull ? "lake/disk-full" : "lake/unreachable",
    `the lake in ${folder} could not be used (${error.message}); nothing was committed: ${advice}`,
    { details: { folder }, cause: error },
  );
}
