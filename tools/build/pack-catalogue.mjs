// Packs the catalogue into one JSON file, which it is equal to, and lets dist/src/catalogue/index.js read that: loading the
// seventy modules of the libraries took 35 ms of every lint run, the file takes 9 (`npm run bench:load`).
import { readFileSync, writeFileSync } from "node:fs";
import { families } from "../../dist/src/catalogue/families.js";

const FOLDER = new URL("../../dist/src/catalogue/", import.meta.url);

const READER = `import { readFileSync } from "node:fs";

/** Every family of client libraries: what ./families.js lists, packed by the build. */
export const families = JSON.parse(readFileSync(new URL("./families.json", import.meta.url), "utf8"));
`;

/** Writes only what differs, so that a build without changes leaves the times of its files alone. */
function write(name, text) {
  const url = new URL(name, FOLDER);
  let before;
  try {
    before = readFileSync(url, "utf8");
  } catch {
    before = undefined;
  }
  if (before !== text) writeFileSync(url, text);
}

write("families.json", JSON.stringify(families));
write("index.js", READER);
