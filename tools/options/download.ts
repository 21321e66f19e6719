import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Everything downloaded or built; outside git. The same folder whether run from source or from the build in it. */
export const cache = fileURLToPath(import.meta.url).includes(join("options", ".cache"))
  ? join(dirname(fileURLToPath(import.meta.url)), "..")
  : join(dirname(fileURLToPath(import.meta.url)), ".cache");

function unpackedFolder(name: string, version: string): string {
  return join(cache, "packages", `${name.replace("/", "+")}@${version}`);
}

/**
 * Downloads exact versions and unpacks them. A tarball is enough: nothing is installed, so no script of a package
 * can run, and what is read depends on the listed versions alone.
 */
export function download(packages: Packages): void {
  const missing = packages.filter(([name, version]) => !existsSync(unpackedFolder(name, version)));
  if (missing.length === 0) return;
  const tarballs = join(cache, "tarballs", `${process.pid}`);
  mkdirSync(tarballs, { recursive: true });
  for (const [name, version] of missing) {
    const words = ["pack", `${name}@${version}`, "--ignore-scripts", "--silent", "--pack-destination", tarballs];
    execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
    const tarball = readdirSync(tarballs).find((file) => file.endsWith(".tgz"));
    if (!tarball) throw new Error(`npm pack gave no tarball for ${name}@${version}`);
    const unpacking = join(tarballs, "unpacking");
    mkdirSync(unpacking, { recursive: true });
    execFileSync("tar", ["-xzf", join(tarballs, tarball), "-C", unpacking, "--no-same-owner"]);
    const [folder = "package"] = readdirSync(unpacking);
    mkdirSync(dirname(unpackedFolder(name, version)), { recursive: true });
    renameSync(join(unpacking, folder), unpackedFolder(name, version));
    rmSync(unpacking, { recursive: true });
    rmSync(join(tarballs, tarball));
  }
  rmSync(tarballs, { recursive: true });
}

type Packages = readonly (readonly [name: string, version: string])[];

/**
 * A folder whose node_modules holds exactly these packages, found by TypeScript's and by Node's resolution.
 * @param shared found by every folder that names the same ones: kept once, one level up
 */
export function arrange(shared: Packages, packages: Packages): string {
  download([...shared, ...packages]);
  const level = place(join(cache, "arranged"), shared);
  return place(level, packages);
}

function place(parent: string, packages: Packages): string {
  const folder = join(parent, packages.map(([name, version]) => `${name.replace("/", "+")}@${version}`).join("__"));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  for (const [name, version] of packages) {
    const link = join(unfinished, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(unpackedFolder(name, version), link, "junction");
  }
  renameSync(unfinished, folder);
  return folder;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What a package says of itself. */
export function readManifest(name: string, version: string): Manifest {
  download([[name, version]]);
  return JSON.parse(readFileSync(join(unpackedFolder(name, version), "package.json"), "utf8")) as Manifest;
}

/** All published versions of a package, oldest first, as npm lists them; kept for the next run. */
export function listVersions(name: string): string[] {
  const kept = join(cache, "versions", `${name.replace("/", "+")}.json`);
  if (!existsSync(kept)) {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, execFileSync("npm", ["view", name, "versions", "--json"], { encoding: "utf8" }));
  }
  return JSON.parse(readFileSync(kept, "utf8")) as string[];
}
