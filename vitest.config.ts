import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "vitest/config";

/** A Chromium for the tests that look at pages: what CHROMIUM names, else the first one on the PATH. */
function findBrowser(): string | undefined {
  const named = process.env["CHROMIUM"];
  if (named) return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

const browser = findBrowser();
if (browser === undefined) console.warn("No Chromium on the PATH: test/audit-page-browser.test.ts is left out. Install chromium, or name one in CHROMIUM.");

export default defineConfig({
  test: {
    globalSetup: ["test/build.ts"],
    include: ["test/**/*.test.ts"],
    // The proof's suites take minutes and need the real client libraries: `npm run proof`.
    exclude: ["test/proof/**", "**/node_modules/**", ...(browser === undefined ? ["test/audit-page-browser.test.ts"] : [])],
    env: browser === undefined ? {} : { CHROMIUM: browser },
    // Two cores, and several suites start programs of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
