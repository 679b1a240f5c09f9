import { readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ts from "typescript";
import type { Finding } from "./finding.js";

/** The front doors: every `index.ts`. */
function frontDoors(source: string): readonly string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === "index.ts")
    .map((path) => join(source, path));
}

function placeOf(node: ts.Node): { file: string; line: number } {
  const file = node.getSourceFile();
  return { file: file.fileName, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 };
}

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== "");
}

/** Described parameters that a function does not have; one that is taken apart in place may be described by any name. */
function strayNames(described: readonly string[], signature: ts.SignatureDeclaration): readonly string[] {
  const names = signature.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  const unnamedCount = signature.parameters.length - names.length;
  return described.filter((name) => !names.includes(name)).slice(unnamedCount);
}

/** What a constant or a member holds, or the type it has. */
function contentOf(node: ts.Node): ts.Node | undefined {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.initializer;
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) return node.initializer;
  return ts.isPropertySignature(node) || ts.isTypeAliasDeclaration(node) ? node.type : undefined;
}

/** The function that a documentation comment is about: the node itself, or its content. */
function signatureAt(node: ts.Node): ts.SignatureDeclaration | undefined {
  const candidate = contentOf(node) ?? node;
  return ts.isFunctionLike(candidate) ? candidate : undefined;
}

function ownStrayParameters(node: ts.Node): readonly Finding[] {
  const signature = signatureAt(node);
  const described = ts
    .getJSDocTags(node)
    .filter((tag) => ts.isJSDocParameterTag(tag))
    .filter((tag) => tag.parent.parent === node)
    .map((tag) => tag.name.getText().replace(/\..*$/, ""));
  if (described.length === 0) return [];
  if (signature === undefined) return [{ ...placeOf(node), message: `@param ${described[0]} describes no function` }];
  return strayNames(described, signature).map((name) => ({
    ...placeOf(node),
    message: `@param ${name} is no parameter`,
  }));
}

/** Parameters that are described but do not exist, anywhere inside a declaration. */
function strayParameters(node: ts.Node): readonly Finding[] {
  const found = [...ownStrayParameters(node)];
  ts.forEachChild(node, (child) => {
    if (!ts.isBlock(child)) found.push(...strayParameters(child));
  });
  return found;
}

function statementOf(node: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

function exportFindings(exported: ts.Symbol, checker: ts.TypeChecker): readonly Finding[] {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const declarations = symbol.getDeclarations() ?? [];
  const [first] = declarations;
  if (first === undefined) return [];
  const missing = isDocumented(symbol, checker)
    ? []
    : [{ ...placeOf(first), message: `${exported.name} is exported without a doc comment` }];
  return [...missing, ...declarations.flatMap((declaration) => strayParameters(statementOf(declaration)))];
}

function programOf(root: string, files: readonly string[]): ts.Program {
  const path = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
  return ts.createProgram({ rootNames: [...files], options });
}

/**
 * Names that leave a folder without a doc comment, and comments about parameters that do not exist.
 * @param root the repository, with `tsconfig.json` and `src`
 */
export function docstringFindings(root: string): readonly Finding[] {
  const doors = frontDoors(join(root, "src"));
  const program = programOf(root, doors);
  const checker = program.getTypeChecker();
  const found = new Map<string, Finding>();
  for (const door of doors) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(door)!);
    for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) {
      for (const finding of exportFindings(exported, checker)) {
        const file = relative(root, finding.file);
        found.set(`${file}:${finding.line}:${finding.message}`, { ...finding, file });
      }
    }
  }
  return [...found.values()];
}
