import { describe, expect, test } from "vitest";

import { addUp } from "../src/audit/budget.js";
import type { Audit, AuditedClient, Server } from "../src/audit/model.js";
import { formatAuditHtml } from "../src/command/audit-html.js";
import { layOutMap, type MapNode } from "../src/command/audit-page-map.js";
import { auditOf, clientOf } from "./audit-made-up.js";

const SIZES = [1, 3, 9, 40, 300] as const;

describe.each(SIZES)("a map of %d clients", (size) => {
  const map = layOutMap(auditOf(size));

  test("has no box over another, and none outside", () => {
    expect(overlaps(map.nodes)).toEqual([]);
    for (const { x, y, width, height } of map.nodes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(map.width);
      expect(y + height).toBeLessThanOrEqual(map.height);
    }
  });

  test("stays readable: at most 40 boxes in a column", () => {
    for (const kind of ["module", "client", "server"]) expect(map.nodes.filter((node) => node.kind === kind).length).toBeLessThanOrEqual(40);
    expect(map.isGrouped).toBe(size > 32);
  });

  test("leaves no client out: every one is reached from a module and reaches a server", () => {
    const joined = new Set(map.edges.flatMap(({ from, to }) => [from, to]));
    expect(map.nodes.filter((node) => !joined.has(node))).toEqual([]);
  });
});

function overlaps(nodes: readonly MapNode[]): string[] {
  return nodes.flatMap((one, index) =>
    nodes.slice(index + 1).flatMap((other) => {
      const apart = one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y;
      return apart ? [] : [`${one.title} and ${other.title}`];
    }),
  );
}

test("names of projects, servers and variables are text on the page, never markup", () => {
  const server: Server = { is: "expression", name: '"><script>alert(1)</script>' };
  const client: AuditedClient = { ...clientOf(0), name: "<b>", server, limit: { is: "unknown", why: "max is <img src=x onerror=y>" } };
  const audit: Audit = { ...auditOf(0), project: "<i>", clients: [client], servers: addUp([client], { instances: 1, workers: 1, serverLimit: 10, serverLimits: new Map() }) };
  const html = formatAuditHtml(audit);
  expect(html).not.toMatch(/<script>alert|<img|<b>:|<i>/);
  expect(html.match(/<script>/g)).toHaveLength(1);
});

test("a page needs no other file: nothing in it names an address", () => {
  const html = formatAuditHtml(auditOf(40));
  expect(html.match(/(?:https?:)?\/\/[a-z]/gi)).toBeNull();
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]).filter((target) => !/^(?:#|data:,$)/.test(target ?? ""))).toEqual([]);
  expect(formatAuditHtml({ ...auditOf(0) })).toContain("No client of the catalogue");
});

test("every link of the map leads to something on the page", () => {
  for (const size of SIZES) {
    const html = formatAuditHtml(auditOf(size));
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(size === 1 ? 3 : 5);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect([...html.matchAll(/ id="([^"]+)"/g)].length).toBe(ids.size);
  }
});

test("300 clients are a page of less than 600 kB", () => {
  expect(formatAuditHtml(auditOf(300)).length).toBeLessThan(600_000);
});
