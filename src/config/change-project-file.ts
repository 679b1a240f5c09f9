import { parseDocument } from "yaml";

/**
 * The text of a project file with other values; comments and everything else stay.
 * @param changes path of a key and its new value
 */
export function changeProjectFile(
  text: string,
  changes: readonly (readonly [readonly string[], string | number | readonly string[]])[],
): string {
  const document = parseDocument(text);
  for (const [path, value] of changes)
    document.setIn(path, typeof value === "object" ? document.createNode(value) : value);
  return document.toString({ lineWidth: 0 });
}
