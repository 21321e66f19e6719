#!/usr/bin/env node
/**
 * Makes docs/evidence.md and its charts from results.json, and what README.md and the pages of the rules quote from it.
 * `--check`: only says whether they are what it would make.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import { makePages } from "./evidence-page.mjs";
import { quoteInto } from "./quotes.mjs";

const ROOT = new URL("../../", import.meta.url);

/**
 * @param {Record<string, any>} results results.json
 * @returns {Record<string, string>} by path from the root of the repository
 */
function makeAll(results) {
  /** @type {Record<string, string>} */
  const files = {};
  for (const [name, text] of Object.entries(makePages(results))) files[`docs/${name}`] = text;
  const pages = readdirSync(new URL("docs/rules/", ROOT)).filter((name) => name.endsWith(".md"));
  for (const path of ["README.md", ...pages.map((name) => `docs/rules/${name}`)]) {
    const rule = /rules\/([\w-]+)\.md$/.exec(path)?.[1] ?? "";
    files[path] = quoteInto(readFileSync(new URL(path, ROOT), "utf8"), rule, results);
  }
  return files;
}

const isCheck = process.argv.includes("--check");
const made = makeAll(JSON.parse(readFileSync(new URL("results.json", import.meta.url), "utf8")));
for (const [path, text] of Object.entries(made)) {
  const url = new URL(path, ROOT);
  if (existsSync(url) && readFileSync(url, "utf8") === text) continue;
  if (isCheck) {
    console.error(`${path} is not what lab/outage/page.mjs makes: node lab/outage/page.mjs`);
    process.exitCode = 1;
  } else {
    mkdirSync(new URL(".", url), { recursive: true });
    writeFileSync(url, text);
  }
}
