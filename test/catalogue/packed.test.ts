import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { families } from "../../src/catalogue/families.js";
import { families as loaded } from "../../src/catalogue/index.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("the sources load the list itself", () => {
  expect(loaded).toBe(families);
});

test("the built catalogue is the list, from one file", () => {
  const code = 'import { families } from "./dist/src/catalogue/index.js"; process.stdout.write(JSON.stringify(families));';
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(families);
});
