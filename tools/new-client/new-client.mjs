// Drafts a new client from the types of its package:
//
//   npm run new-client -- some-client [--into <folder>]
//
// Writes an entry, a probe and a fixture, and prints the lines for the files that all clients share. It refuses a client
// that is there already and writes over nothing. Exit codes: 0 written, 1 refused, 2 the package cannot be read.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { families } from "../../dist/src/catalogue/families.js";
import { leftForLater } from "../../dist/src/catalogue/left-for-later.js";
import { neverFlagged } from "../../dist/src/catalogue/never-flagged.js";
import { entryText, fixtureText, probeText, sharedLines, slugOf } from "./drafts.mjs";
import { findPackage, readClients } from "./read-package.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

process.exitCode = main();

function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { into: { type: "string", default: ROOT } } });
  const [asked, ...more] = positionals;
  if (asked === undefined || more.length > 0) return leave(2, "Usage: npm run new-client -- <package>");
  const found = findPackage(asked, ROOT);
  if (!found) return leave(2, `${asked} is not installed. Run: npm install --prefix lab/probes ${asked}`);

  const has = (packages) => packages.some((name) => name === found.name || (name.endsWith("*") && found.name.startsWith(name.slice(0, -1))));
  if (families.some(({ packages }) => has(packages))) return leave(1, `${found.name} has an entry already: look for it in src/catalogue/families.ts.`);
  const never = neverFlagged.find(({ packages }) => has(packages));
  if (never) return leave(1, `${found.name} is never flagged. ${never.reason}`);
  const later = leftForLater.find(({ packages }) => has(packages));
  if (later) process.stdout.write(`${found.name} was left for later. ${later.why} Take it out of src/catalogue/left-for-later.ts.\n`);

  const clients = readClients(found);
  if (clients.length === 0) return leave(2, `The types of ${found.name}@${found.version} show no class or function whose options look like limits or timeouts. Write the entry by hand: src/catalogue/shape.ts has the words.`);
  const slug = slugOf(found.name);
  const drafts = [
    [`src/catalogue/${slug}.ts`, entryText(found, clients)],
    [`lab/probes/facts/${slug}.mjs`, probeText(found, clients)],
    [`fixtures/require-max-connections/${slug}.ts`, fixtureText(found, clients)],
  ];
  const there = drafts.map(([path]) => path).filter((path) => existsSync(join(values.into, path)));
  if (there.length > 0) return leave(1, `Nothing is written: ${there.join(", ")} is there already.`);
  for (const [path, text] of drafts) {
    const target = join(values.into, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: "wx" });
    process.stdout.write(`drafted ${path}\n`);
  }
  process.stdout.write(`\nThen add to\n${sharedLines(found, clients)}\n`);
  return 0;
}

function leave(code, text) {
  process.stderr.write(`${text}\n`);
  return code;
}
