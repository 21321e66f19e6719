import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { lintOddly } from "./odd-code.js";

/**
 * Syntax that nobody writes in a service, with a client in the midst of it so that every rule looks. The corpus of test262's parsers
 * comes from npm; those of TypeScript and Babel are in no package there, so for TypeScript the declarations and the code of installed
 * packages stand in.
 */
const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const TEST262 = dirname(createRequire(import.meta.url).resolve("test262-parser-tests/package.json"));

/** Files taken from installed packages, of each kind. */
const SAMPLE = 400;
/** In characters. The largest are the monsters' business. */
const LARGEST = 300_000;

const REQUIRED = 'const { Pool: OfPg } = require("pg");\nconst poolOfPg = new OfPg();\n';
const IMPORTED = 'import { Pool as OfPg } from "pg";\nconst poolOfPg = new OfPg();\n';
const USED = "\nasync function takesFromPg() {\n  const client = await poolOfPg.connect();\n  await client.query('select 1');\n  client.release();\n}\n";

interface Seen {
  parsed: number;
  findings: number;
}

/** Lints a text on both sides of the client's code: directives count at the top only. */
function lintBoth(text: string, header: string, filename: string, seen: Seen): void {
  for (const source of [`${header}${USED}${text}\n`, `${text}\n;${header}${USED}`]) {
    const { findings } = lintOddly(source, filename);
    if (findings === undefined) continue;
    seen.parsed += 1;
    seen.findings += findings;
  }
}

describe("corpora: nothing is thrown, and no fix breaks the syntax", () => {
  for (const [folder, least] of [["pass", 1_900], ["pass-explicit", 1_900], ["early", 50]] as const) {
    test(`test262's parser tests, ${folder}`, () => {
      const seen: Seen = { parsed: 0, findings: 0 };
      const files = readdirSync(join(TEST262, folder)).sort();
      for (const name of files) {
        const isModule = name.includes(".module.");
        lintBoth(readFileSync(join(TEST262, folder, name), "utf8"), isModule ? IMPORTED : REQUIRED, `/service/src/odd.${isModule ? "mjs" : "cjs"}`, seen);
      }
      process.stdout.write(`test262 ${folder}: ${files.length} files, ${seen.parsed} of ${files.length * 2} texts parse, ${seen.findings} findings\n`);
      expect(seen.parsed).toBeGreaterThan(least);
      expect(seen.findings).toBeGreaterThan(seen.parsed);
    });
  }

  for (const [kind, ending] of [["declarations", /\.d\.[cm]?ts$/], ["code", /\.[cm]?jsx?$/], ["TypeScript", /(?<!\.d)\.[cm]?tsx?$/]] as const) {
    test(`installed packages, ${kind}`, () => {
      const all = filesBelow(MODULES).filter((path) => ending.test(path) && statSync(path).size < LARGEST);
      const every = Math.max(1, Math.floor(all.length / SAMPLE));
      const chosen = all.filter((_path, index) => index % every === 0);
      const seen: Seen = { parsed: 0, findings: 0 };
      for (const path of chosen) lintBoth(readFileSync(path, "utf8"), IMPORTED, `/service/src/odd.${kind === "code" ? "js" : "ts"}`, seen);
      process.stdout.write(`installed ${kind}: ${chosen.length} of ${all.length} files, ${seen.parsed} texts parse, ${seen.findings} findings\n`);
      expect(seen.parsed).toBeGreaterThan(chosen.length / 2);
    });
  }
});

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
