import { invalidInput, messageOf } from "#kernel";
import {
  type Alias,
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";

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

interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** A file of settings has no use for more; a file that is an attack needs many. */
const mostAliases = 20;

function problemsOfKeys(document: Document): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair: (_, { key }: Pair) => {
      const isName = isScalar(key) && key.value !== null && key.value !== "__proto__";
      if (isName) return;
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      const text = isScalar(key) ? `"${String(key.value)}"` : "a list or a mapping";
      problems.push({ offset, message: `${text} cannot be a key` });
    },
  });
  return problems;
}

function problemsOfAliases(document: Document): readonly Problem[] {
  const problems: Problem[] = [];
  let count = 0;
  visit(document, {
    Alias: (_, alias: Alias) => {
      count += 1;
      const offset = alias.range?.[0] ?? 0;
      if (alias.resolve(document) === undefined)
        problems.push({ offset, message: `nothing is named &${alias.source}` });
      else if (count > mostAliases) problems.push({ offset, message: `more than ${mostAliases} aliases` });
    },
  });
  return problems;
}

function firstProblem(document: Document): Problem | undefined {
  const parsed = [...document.errors, ...document.warnings].map(({ pos, message }) => ({ offset: pos[0], message }));
  return parsed[0] ?? problemsOfKeys(document)[0] ?? problemsOfAliases(document)[0];
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) as unknown;
  } catch (error) {
    throw invalidInput("config/unreadable", `the aliases of the YAML cannot be followed: ${messageOf(error)}`);
  }
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
  const problem = firstProblem(document);
  if (problem !== undefined) {
    throw invalidInput("config/unreadable", `${placeOf(problem.offset)}: this is not valid YAML: ${problem.message}`);
  }
  return {
    value: valueOf(document),
    positionOf: (path) => placeOf(nodeAt(document, path)?.range?.[0] ?? 0),
  };
}
