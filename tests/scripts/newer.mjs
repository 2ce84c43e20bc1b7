// Names what scripts use that is newer than the oldest browsers they are to run in
// (calculator/page/browsers.py). Of the language, TypeScript's own library tells (`lib` of page.json);
// here is what it has no edition of, and what it cannot see through `any`. Syntax is lowered by the build.
//
//   node newer.mjs CONFIG|SCRIPT…      a configuration with its types, or a script by its words alone

import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What came later, with which Chrome, Safari and Firefox; and methods of the language since 2022, where
    the type of what has them is not known. */
const later = JSON.parse(ts.sys.readFile(fileURLToPath(new URL("newer.json", import.meta.url))) ?? "");
const PLATFORM = new Map(Object.entries(later.platform)), LANGUAGE = new Set(later.language);
const SELECTS = new Set(["querySelector", "querySelectorAll", "closest", "matches"]);
const SELECTORS = /:(?:is|where|has)\(/; // 88, 14, 78 the first two, 105, 15.4, 121 the last
const PATTERNS = /\(\?<[=!]/; // looking behind: 62, 16.4, 78
const FLAGS = /[dv][a-z]*$/; // 90, 15, 88 and 112, 17, 116

/** @param {ts.SourceFile} file @param {ts.TypeChecker} [checker] */
function* newer(file, checker) {
  /** @param {ts.Node} node @returns {Generator<[ts.Node, string]>} */
  function* walk(node) {
    if (ts.isClassStaticBlockDeclaration(node)) yield [node, "static {}"];
    if (ts.isAwaitExpression(node) && !ts.findAncestor(node, ts.isFunctionLike)) yield [node, "await outside a function"];
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node)) {
      const said = node.getText(file);
      if (PATTERNS.test(said)) yield [node, said];
      if (ts.isRegularExpressionLiteral(node) && FLAGS.test(said.slice(said.lastIndexOf("/") + 1))) yield [node, said];
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && SELECTS.has(node.expression.name.text)) {
      const [selector] = node.arguments;
      if (selector && SELECTORS.test(selector.getText(file))) yield [node, selector.getText(file)];
    }
    if (ts.isPropertyAccessExpression(node)) {
      const name = node.name.text, owner = checker && ownerOf(checker.getSymbolAtLocation(node.name));
      if (owner && PLATFORM.has(`${owner}.${name}`)) yield [node, `${owner}.${name}`];
      const called = ts.isCallExpression(node.parent) && node.parent.expression === node;
      if (!owner && called && LANGUAGE.has(name)) yield [node, `.${name}`];
    }
    if (ts.isIdentifier(node) && PLATFORM.has(node.text)) yield [node, node.text]; // alone, or of window
    for (const child of node.getChildren(file)) yield* walk(child);
  }
  for (const [node, said] of walk(file)) {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    yield `${path.basename(file.fileName)}:${line + 1}: ${said}`;
  }
}

/** The interface a member is declared in, "" where it is our own. @param {ts.Symbol | undefined} symbol */
function ownerOf(symbol) {
  const [declared] = symbol?.declarations ?? [];
  if (!declared) return undefined;
  const holder = declared.parent;
  if (ts.isInterfaceDeclaration(holder)) return holder.name.text;
  const named = ts.findAncestor(declared, ts.isVariableDeclaration); // what a constructor has
  return named && ts.isIdentifier(named.name) ? named.name.text : "ours";
}

for (const each of process.argv.slice(2)) {
  if (each.endsWith(".json")) {
    const { config } = ts.readConfigFile(each, ts.sys.readFile);
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(each));
    const program = ts.createProgram(fileNames, options);
    for (const name of fileNames) {
      const file = program.getSourceFile(name);
      if (file) for (const found of newer(file, program.getTypeChecker())) console.log(found);
    }
  } else {
    const text = ts.sys.readFile(each) ?? "";
    for (const found of newer(ts.createSourceFile(each, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS))) console.log(found);
  }
}
