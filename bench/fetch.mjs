/**
 * Brings the pinned packages to bench/.cache, each checked against the integrity in packages.json.
 *
 *   node bench/fetch.mjs                                    everything that is missing
 *   node bench/fetch.mjs --pin name[@version] "why" glob…   adds a package to packages.json, then fetches it
 *
 * Tarballs come through npm, so registry, proxy and credentials are those of the user's npm configuration. Nothing of
 * a package runs: no install, no scripts, no dependencies.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { benchFolder, cacheFolder, folderOf, leave, readPinnedSet } from "./pinned-set.mjs";

const run = promisify(execFile);
const downloadsAtOnce = 2;

/**
 * Downloads one tarball into `folder` and checks it.
 * @param {string} spec `name@version`
 * @param {string} [integrity] what the tarball must hash to; without it the registry's own word is taken
 */
async function download(spec, folder, integrity) {
  const args = ["pack", spec, "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { maxBuffer: 64_000_000 });
  const packed = readPackAnswer(stdout);
  const tarball = join(folder, packed.filename);
  const actual = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  const expected = integrity ?? packed.integrity;
  if (actual !== expected) throw new Error(`the tarball hashes to ${actual}, packages.json says ${expected}`);
  return { tarball, version: packed.version, name: packed.name, integrity: actual };
}

/** npm has answered with a list and, in other versions, with an object keyed by name. */
function readPackAnswer(stdout) {
  const answer = JSON.parse(stdout);
  return Array.isArray(answer) ? answer[0] : Object.values(answer)[0];
}

async function unpack(tarball, destination) {
  const staging = `${destination}.part`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", staging, "--strip-components=1", "--no-same-owner"]);
  await run("chmod", ["-R", "u+rwX", staging]);
  // Versions are read upwards to the root of a repository: this marks it, or the bench's own dependencies would count.
  mkdirSync(join(staging, ".git"), { recursive: true });
  rmSync(destination, { recursive: true, force: true });
  renameSync(staging, destination);
}

async function fetchOne(pinned) {
  const destination = folderOf(pinned);
  if (existsSync(join(destination, "package.json"))) return "present";
  const folder = mkdtempSync(join(cacheFolder, "tarball-"));
  try {
    const { tarball } = await download(`${pinned.name}@${pinned.version}`, folder, pinned.integrity);
    await unpack(tarball, destination);
    return "fetched";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pin([spec, why, ...lint]) {
  if (spec === undefined || why === undefined || lint.length === 0) {
    leave('--pin takes a package, a reason and at least one glob: --pin pg-boss "a pool per boss" "src/**"');
  }
  const folder = mkdtempSync(join(cacheFolder, "tarball-"));
  try {
    const { tarball, name, version, integrity } = await download(spec, folder);
    const pinned = { name, version, integrity, licence: "", lint, why };
    await unpack(tarball, folderOf(pinned));
    const manifest = JSON.parse(readFileSync(join(folderOf(pinned), "package.json"), "utf8"));
    pinned.licence = readLicence(manifest);
    const others = readPinnedSet().filter((other) => other.name !== name);
    const sorted = [...others, pinned].sort((left, right) => (left.name < right.name ? -1 : 1));
    writeFileSync(join(benchFolder, "packages.json"), `${JSON.stringify(sorted, null, 2)}\n`);
    console.log(`pinned ${name}@${version} (${pinned.licence})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readLicence(manifest) {
  const stated = manifest.license ?? manifest.licenses?.[0];
  return (typeof stated === "string" ? stated : stated?.type) ?? "not stated";
}

async function fetchAll() {
  const waiting = readPinnedSet();
  const counts = { present: 0, fetched: 0, failed: 0 };
  const work = async () => {
    for (let pinned = waiting.shift(); pinned !== undefined; pinned = waiting.shift()) {
      try {
        const outcome = await fetchOne(pinned);
        counts[outcome] += 1;
        if (outcome === "fetched") console.log(`fetched ${pinned.name}@${pinned.version}`);
      } catch (error) {
        counts.failed += 1;
        console.error(`bench: cannot fetch ${pinned.name}@${pinned.version}: ${readReason(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: downloadsAtOnce }, work));
  console.log(`${counts.fetched} fetched, ${counts.present} already there, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

/** The one line of npm's output that names the cause. */
function readReason(error) {
  const lines = String(error.stderr ?? "").split("\n");
  const line =
    lines.find((text) => /npm error (?!code|errno|A complete log)/.test(text)) ?? error.message.split("\n")[0];
  return line.replace("npm error ", "").trim();
}

mkdirSync(cacheFolder, { recursive: true });
const [command, ...rest] = process.argv.slice(2);
if (command === "--pin") await pin(rest);
else if (command === undefined) await fetchAll();
else leave(`unknown argument ${command}: fetch.mjs takes nothing, or --pin`);
