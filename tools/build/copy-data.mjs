// tsc copies no JSON: the option names of each package are read at run time, one file at a time, from beside the code; so is
// the schema of the settings. Without the white space that is there for people.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const names = readdirSync(`${ROOT}src/catalogue/known-options`, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
for (const path of [...names.map((name) => `src/catalogue/known-options/${name}`), "src/settings/settings.schema.json"]) {
  const target = `${ROOT}dist/${path}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, JSON.stringify(JSON.parse(readFileSync(`${ROOT}${path}`, "utf8"))));
}
