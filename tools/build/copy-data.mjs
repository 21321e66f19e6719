// tsc copies no JSON: the option names of each package are read at run time, one file at a time, from beside the code; so is
// the schema of the settings.
import { copyFileSync, cpSync, mkdirSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
cpSync(new URL("src/catalogue/known-options/", ROOT), new URL("dist/src/catalogue/known-options/", ROOT), {
  recursive: true,
  filter: (path) => !path.endsWith(".md"),
});
mkdirSync(new URL("dist/src/settings/", ROOT), { recursive: true });
copyFileSync(new URL("src/settings/settings.schema.json", ROOT), new URL("dist/src/settings/settings.schema.json", ROOT));
