import { invalidInput } from "#kernel";
import { type Document, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";

/** A parsed YAML text that knows where each of its keys and values stands. */
export interface PositionedYaml {
  readonly value: unknown;
  /** `file:line:column` of the key or item at a path; of the nearest parent when there is none. */
  positionOf(path: readonly PropertyKey[]): string;
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = document.contents;
  let found: Node | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String((key as { value?: unknown }).value) === String(step));
      if (pair === undefined) return found;
      found = pair.key as Node;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      found = node as Node;
    } else {
      return found;
    }
  }
  return found;
}

/**
 * Parses YAML.
 * @param file name used in messages
 * @throws InvalidInput `config/unreadable` with file, line and column
 */
export function parseYaml(text: string, file: string): PositionedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw invalidInput("config/unreadable", `${placeOf(problem.pos[0])}: this is not valid YAML: ${problem.message}`);
  }
  return {
    value: document.toJS({ maxAliasCount: 20 }) as unknown,
    positionOf: (path) => placeOf(nodeAt(document, path)?.range?.[0] ?? 0),
  };
}
