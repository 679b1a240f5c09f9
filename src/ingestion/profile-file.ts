import type { ColumnProfile, RawFileReader, RawFileShape } from "./ports.js";

/** Everything that is known about a file before there is a contract. */
export interface FileProfile {
  /** Where the file is, as it was named. */
  readonly path: string;
  readonly shape: RawFileShape;
  /** In the order of the file. */
  readonly columns: readonly ColumnProfile[];
}

/**
 * Profiles every column of a file; with a label, also how well each column alone tells it.
 * @param label the label's column
 * @throws InvalidInput as {@link RawFileReader} does
 */
export async function profileFile(
  path: string,
  reader: RawFileReader,
  label: string | null = null,
): Promise<FileProfile> {
  const file = await reader.open(path, label === null ? [] : [label]);
  try {
    return { path, shape: file.shape, columns: await file.profile(label) };
  } finally {
    await file.close();
  }
}
