import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { runCommand } from "./main.js";

// What `npm start` runs in this repository: the problems of the bundled example service, then what --fix would change;
// the same for any project whose path is given. Showing problems is its purpose, so they are no failure of it.
const root = dirname(createRequire(import.meta.url).resolve("eslint-plugin-connections/package.json"));
const args = process.argv.slice(2);
const example = ["--no-config-lookup", join("fixtures", "example-service")];
const code = await runCommand(["--show-fixes", ...(args.length > 0 ? args : example)], {
  cwd: args.length > 0 ? process.cwd() : root,
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
process.exitCode = code === 1 ? 0 : code;
