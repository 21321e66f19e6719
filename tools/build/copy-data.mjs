// tsc copies no JSON: the option names of each package are read at run time, one file at a time, from beside the code.
import { cpSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
cpSync(new URL("src/catalogue/known-options/", ROOT), new URL("dist/src/catalogue/known-options/", ROOT), {
  recursive: true,
  filter: (path) => !path.endsWith(".md"),
});
