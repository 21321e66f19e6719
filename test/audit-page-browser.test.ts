/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { formatAuditHtml } from "../src/command/audit-html.js";
import { auditOf } from "./audit-made-up.js";

/** Looks at the page as people get it: from a file, in a real browser, without network. Left out where there is no browser. */

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "connections-page-"));
  // Root may not use the sandbox of Chromium; the pages are our own.
  browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] as string, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}, 120_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, and what was thrown. */
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(size: number, colorScheme: "light" | "dark", width = 1280): Promise<Opened> {
  const path = join(folder, `${size}.html`);
  writeFileSync(path, formatAuditHtml(auditOf(size)));
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
  await page.context().setOffline(true);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, complaints, requests: requests.filter((url) => url !== pathToFileURL(path).href && !url.startsWith("data:")) };
}

describe.each([3, 300])("%d clients", (size) => {
  test.each(["light", "dark"] as const)("%s: no complaint, no request, every text stands out by 4.5 to 1", async (scheme) => {
    const { page, complaints, requests } = await open(size, scheme);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    const faint = await page.evaluate(findFaintText);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(faint.checked).toBeGreaterThan(40);
    expect(faint.texts).toEqual([]);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(scheme === "light" ? "rgb(250, 249, 246)" : "rgb(21, 23, 27)");
    await page.close();
  });

  test("boxes lie beside each other, and texts within their boxes", async () => {
    const { page } = await open(size, "light");
    const wrong = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".node")].map((node) => ({ name: node.textContent ?? "", box: (node.querySelector("rect") as Element).getBoundingClientRect(), texts: [...node.querySelectorAll("text")].map((text) => text.getBoundingClientRect()) }));
      const over = boxes.flatMap((one, index) => boxes.slice(index + 1).filter(({ box }) => box.left < one.box.right && one.box.left < box.right && box.top < one.box.bottom && one.box.top < box.bottom).map(({ name }) => `${one.name} over ${name}`));
      const out = boxes.filter(({ box, texts }) => texts.some((text) => text.left < box.left || text.right > box.right || text.top < box.top || text.bottom > box.bottom)).map(({ name }) => `${name} leaves its box`);
      return [...over, ...out];
    });
    expect(wrong).toEqual([]);
    await page.close();
  });

  test("no text of a table reaches into the next cell", async () => {
    const { page } = await open(size, "light");
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    const wide = await page.evaluate(() => [...document.querySelectorAll("td, tbody th")].filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent));
    expect(wide).toEqual([]);
    await page.close();
  });

  test("the keyboard goes from the skip link over the map, module by module, client by client, to the lists", async () => {
    const { page } = await open(size, "light");
    const order: string[] = [];
    for (let step = 0; step < 140; step += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const node = document.activeElement;
        if (!node || node === document.body) return "";
        return node.getAttribute("class")?.includes("node") ? (node.getAttribute("class") ?? "").split(" ")[1] ?? "" : node.className || node.tagName.toLowerCase();
      });
      if (at === "") break;
      if (order.at(-1) !== at) order.push(at);
    }
    expect(order.slice(0, 6)).toEqual(["skip", "map", "module", "client", "server", "summary"]);
    await page.close();
  });

  test("on a phone nothing but the map and the tables is wider than the screen", async () => {
    const { page } = await open(size, "light", 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  });
});

test("a screen reader gets headings in order, named tables and named boxes", async () => {
  const { page } = await open(9, "light");
  const seen = await page.evaluate(() => ({
    headings: [...document.querySelectorAll("h1, h2, h3")].map((heading) => Number(heading.tagName[1])),
    unnamed: [...document.querySelectorAll(".node")].filter((node) => !/\w/.test(node.getAttribute("aria-label") ?? "")).length,
    tables: [...document.querySelectorAll("table")].every((table) => table.querySelectorAll("thead th[scope=col]").length === 7 && table.querySelectorAll("tbody th[scope=row]").length > 0),
    rows: document.querySelectorAll("tbody tr").length,
    language: document.documentElement.lang,
  }));
  expect(seen.headings[0]).toBe(1);
  expect(seen.headings.filter((level) => level === 1)).toHaveLength(1);
  expect(seen.headings.every((level, index) => index === 0 || level - (seen.headings[index - 1] ?? 0) <= 1)).toBe(true);
  expect(seen).toMatchObject({ unnamed: 0, tables: true, rows: 9, language: "en" });
  await page.close();
});

test("the focus lights up what belongs together, and a link opens the list it leads into", async () => {
  const { page } = await open(300, "light");
  await page.focus(".node.server");
  const lit = await page.evaluate(() => ({ all: document.querySelectorAll(".node").length, lit: document.querySelectorAll(".node.lit").length, edges: document.querySelectorAll(".edge.lit").length }));
  expect(lit.lit).toBeGreaterThan(1);
  expect(lit.lit).toBeLessThan(lit.all);
  expect(lit.edges).toBeGreaterThan(0);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect(await page.evaluate(() => document.querySelectorAll(".lit").length)).toBe(0);
  const target = await page.evaluate(() => (document.querySelector("details:not([open]) tbody tr") as Element).id);
  await page.evaluate((id) => (location.hash = id), target);
  await page.waitForFunction((id) => document.getElementById(id)?.closest("details")?.open, target);
  await page.close();
});

/** Runs in the page: every visible text whose colour is too near to what lies behind it. */
function findFaintText(): { checked: number; texts: string[] } {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = (color: number[]): number => {
    const [red = 0, green = 0, blue = 0] = color.slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const isClear = (color: string): boolean => color === "transparent" || channels(color)[3] === 0 || color === "none";
  const behind = (node: Element): string => {
    const box = node.closest(".node")?.querySelector("rect");
    if (box) return getComputedStyle(box).fill;
    for (let around: Element | null = node; around; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (!isClear(backgroundColor)) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const texts: string[] = [];
  let checked = 0;
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].filter((child) => child.nodeType === 3 && (child.textContent ?? "").trim() !== "");
    if (own.length === 0 || ["SCRIPT", "STYLE", "title"].includes(node.tagName)) continue;
    const style = getComputedStyle(node);
    const [one, other] = [light(channels(node instanceof SVGElement ? style.fill : style.color)), light(channels(behind(node)))].sort((a, b) => b - a);
    checked += 1;
    if (((one ?? 0) + 0.05) / ((other ?? 0) + 0.05) < 4.5) texts.push(`${node.tagName}.${node.getAttribute("class") ?? ""}: ${own[0]?.textContent ?? ""}`);
  }
  return { checked, texts: [...new Set(texts)].slice(0, 10) };
}
