import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { MEASURED, unwatched, watched, WATCHDOGS, WITHOUT } from "../lab/watchdogs/index.mjs";
import { families } from "../src/catalogue/index.js";
import plugin from "../src/index.js";
import { lint, makeProject, type FixtureRun } from "./fixture-harness.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const { rows } = readJson("lab/probes/results.json") as { rows: { id: string; alias: string; package: string; version: string; ok: boolean; control: { ok: boolean } }[] };

/** Every client, and range of its versions, that the rule may say of that no option helps. */
function withoutRemedy(): { readonly client: string; readonly probe: string | undefined }[] {
  return families.flatMap(({ packages, clients = [] }) =>
    clients.flatMap(({ name, liveness = [] }) => {
      const hopeless = liveness.filter(({ by }) => by === "code" || by === "none");
      return hopeless.map(({ probe }): { client: string; probe: string | undefined } => ({ client: `${packages[0]}/${name}`, probe }));
    }),
  );
}

describe("clients that no option protects", () => {
  const shown = new Set([...WATCHDOGS.flatMap(({ covers }) => covers), ...Object.values(MEASURED).flat()]);
  const covered = (probe: string | undefined): boolean => probe !== undefined && shown.has(probe);

  test("have code on the page, or a reason why there is none", () => {
    const bare = withoutRemedy().filter(({ client, probe }) => !covered(probe) && WITHOUT[client] === undefined);
    expect(bare).toEqual([]);
  });

  test("are excused only where that is needed", () => {
    const needed = new Set(withoutRemedy().flatMap(({ client, probe }) => (covered(probe) ? [] : [client])));
    expect(Object.keys(WITHOUT).filter((client) => !needed.has(client))).toEqual([]);
  });

  test("are all that is shown", () => {
    const known = new Set(withoutRemedy().map(({ probe }) => probe));
    expect([...shown].filter((probe) => !known.has(probe))).toEqual([]);
  });

  test.each(Object.keys(MEASURED))("%s is on the page", (program) => {
    const text = readFileSync(join(ROOT, `fixtures/lab/${program}.mjs`), "utf8");
    expect(readFileSync(join(ROOT, "docs/rules/require-liveness.md"), "utf8")).toContain(text);
  });
});

describe.each(WATCHDOGS.map((watchdog) => [watchdog.name, watchdog] as const))("the watchdog %s", (name, watchdog) => {
  const ran = rows.filter(({ id }) => id === `${watchdog.package}/${name}/watchdog/dead-peer`);

  test("got over a dead peer in every version, and nothing did without it", () => {
    expect(ran.filter(({ ok, control }) => ok && control.ok).map(({ alias }) => alias).toSorted()).toEqual([...watchdog.versions].toSorted());
  });

  test.each(ran.map(({ version }) => version))("silences the rule at %s, and only the watchdog does", (version) => {
    const also = Object.entries(watchdog.also ?? {}).map(([other, alias]) => `${other}@${rows.find((row) => row.alias === alias)?.version ?? "none"}`);
    const root = makeProject([`${watchdog.package}@${version}`, ...also].join(", "));
    const run: FixtureRun = { rule: "require-liveness", name, versions: "", options: { noRemedy: "report" }, settings: {}, files: [] };
    const said = (source: string): (string | undefined)[] =>
      lint(run, { relative: "", filename: join(root, "src/service.mjs"), source, marks: [], fixed: undefined }, plugin).messages.map(({ messageId }) => messageId);
    expect(said(unwatched(watchdog))).toEqual(["noRemedy"]);
    expect(said(watched(watchdog))).toEqual([]);
  });
});

describe("what is said of dead connections", () => {
  const NO_SERVER = "the lab can start no server of it, and its stand-in would have to be most of one";
  /** Read in the code, or seen by hand, and why no probe sees it. */
  const UNPROBED: Readonly<Record<string, string>> = {
    "@nestjs/mongoose/MongooseModule": "hands its options on to mongoose, which is probed",
    "@nestjs/typeorm/TypeOrmModule": "of SQL Server only, see typeorm",
    "@valkey/valkey-glide/GlideClient": "its core asks the kernel (TCP_USER_TIMEOUT), which only dropped packets show",
    "cassandra-driver/Client": NO_SERVER,
    "kafkajs/admin": NO_SERVER,
    "kafkajs/consumer": NO_SERVER,
    "kafkajs/producer": NO_SERVER,
    "oracledb/createPool": NO_SERVER,
    "typeorm/DataSource": "of SQL Server only: it asks more at the start than the stand-in answers; the driver beneath is probed",
  };

  test("was seen by a probe, or is listed here with the reason", () => {
    const facts = families.flatMap(({ packages, clients = [] }) => clients.flatMap(({ name, liveness = [] }) => liveness.map((fact) => ({ client: `${packages[0]}/${name}`, fact }))));
    const unprobed = facts.filter(({ fact }) => fact.probe === undefined || (fact.harmful ?? []).some(({ probe }) => probe === undefined));
    expect([...new Set(unprobed.map(({ client }) => client))].toSorted()).toEqual(Object.keys(UNPROBED));
  });
});
