import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter as Linter10 } from "eslint";
import { Linter as Linter9 } from "eslint-v9-15";
import { describe, expect, test } from "vitest";
import { ModuleText, type Node, type ParsedText } from "../../src/code/module-text.js";

const TYPES = ["CallExpression", "NewExpression", "Identifier", "MemberExpression", "PropertyDefinition", "TSParameterProperty", "TemplateElement", "TSTypeReference", "TSInterfaceDeclaration"] as const;

const FIXTURES = readdirSync("fixtures", { recursive: true, encoding: "utf8" }).filter((name) => /\.[cm]?tsx?$/.test(name) && !name.includes("node_modules")).filter((_, at) => at % 8 === 0);

const ODD = [
  "class A<T extends { [Symbol.iterator]: string }> extends B<typeof c.d> implements E<typeof f.g> { #h = (<I>(j: typeof k.l): typeof m.n => o as unknown as typeof p.q)(r!); constructor(private s: T) { super(t satisfies U); } }",
  "interface V { [Symbol.dispose](): void } type W = typeof import('x'); declare function y(z: typeof a.b): void; namespace N { export const c = d(); } enum E { f = g() }",
  "const h = <i.j k={l()}>{m?.n(o`p${q()}r`)}</i.j>; export = s; import t = require('u'); @v() class X { @w() y = z(); }",
];

for (const [name, Linter] of [["10", Linter10], ["9.15", Linter9 as unknown as typeof Linter10]] as const) {
  describe(`nodes by type from the steps of ESLint ${name}`, () => {
    test("are those of a walk of our own", () => {
      const linter = new Linter({ configType: "flat" });
      const texts = [...ODD.map((text, at) => ({ path: `odd${at}.tsx`, text })), ...FIXTURES.map((path) => ({ path, text: readFileSync(join("fixtures", path), "utf8") }))];
      let compared = 0;
      for (const { path, text } of texts) {
        const look = { create: (context: { sourceCode: ParsedText }) => ({ Program: () => compare(context.sourceCode, path) }) };
        const messages: { readonly fatal?: boolean; readonly message: string }[] = linter.verify(text, [{ files: ["**/*.{ts,tsx,mts,cts}"], plugins: { our: { rules: { look } } }, rules: { "our/look": "error" }, languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: path.endsWith("x") } } }, linterOptions: { noInlineConfig: true } }] as never, { filename: path });
        expect(messages.filter(({ fatal, message }) => !fatal && !/^Definition for rule/.test(message))).toEqual([]);
      }
      expect(compared).toBeGreaterThan(Math.max(30, FIXTURES.length * 0.9));

      function compare(source: ParsedText, path: string): void {
        const { ast, text, scopeManager, visitorKeys } = source;
        expect(typeof source.traverse).toBe("function");
        const [stepped, walked] = [new ModuleText(source, path), new ModuleText({ ast, text, scopeManager, visitorKeys }, path)];
        const places = (module: ModuleText): (readonly [string, number, number])[] => TYPES.flatMap((type) => (module.nodesOf(type) as Node[]).map((node) => [type, ...node.range] as const));
        expect(places(stepped), path).toEqual(places(walked));
        compared += 1;
      }
    });
  });
}
