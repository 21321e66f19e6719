import { realpathSync } from "node:fs";
import { importsKnown, mayHoldHandlers, mayLoopOverCalls, readMentions } from "../code/gate.js";
import { findHotCalls, findLeading } from "./hot-calls.js";
import type { ModuleIndex } from "./module-index.js";
import { hasParser } from "./parse.js";
import { filesBelow, projectRoot, readText, stampOf } from "./project-files.js";

/** A way from something that runs often to a construction in another file. */
export interface HotPath {
  /** `every GET /users`, `every tick (1000 ms)`. */
  readonly every: string;
  /** `routes.ts:12 -> users.ts:8 -> db.ts:3`. */
  readonly path: string;
  /** The file it begins in, below the root of its project, parted by slashes. */
  readonly from: string;
}

interface Project {
  /** What the paths were read from: names, times and sizes of all files. */
  readonly stamp: string;
  readonly paths: ReadonlyMap<string, readonly HotPath[]>;
  /** The run in which they were looked at last. */
  lookedAt: object;
}

/**
 * The hot paths of whole projects, by the construction that they come to. Built when the first construction asks, and
 * again when a file of the project has changed. Files that cannot come to a client are read and not parsed.
 */
export class HotPaths {
  readonly #projects = new Map<string, Project>();

  constructor(readonly index: ModuleIndex) {}

  /**
   * A hot path of another file to the construction at a position; nothing where none leads there, or where nobody can tell.
   * @param isTestFile says of a path below the root that what begins there does not count
   */
  to(filename: string, start: number, isTestFile: (path: string) => boolean): HotPath | undefined {
    const root = hasParser() ? projectRoot(filename) : undefined;
    const paths = root === undefined ? [] : this.#project(root).paths.get(keyOf(real(filename), start));
    return paths?.find(({ from }) => !isTestFile(from));
  }

  #project(root: string): Project {
    const known = this.#projects.get(root);
    const run = this.index.enterRun();
    if (known?.lookedAt === run) return known;
    const files = filesBelow(root);
    const stamp = files.map((path) => `${path}:${stampOf(path)}`).join("\n");
    const project = known?.stamp === stamp ? known : { stamp, paths: this.read(root, files), lookedAt: run };
    project.lookedAt = run;
    this.#projects.set(root, project);
    return project;
  }

  /** Reads the hot paths of a list of files below a folder. */
  read(root: string, files: readonly string[]): Map<string, HotPath[]> {
    const paths = new Map<string, HotPath[]>();
    for (const path of files) {
      for (const site of this.#hotCalls(path)) {
        const { target, data } = site;
        const key = target && keyOf(target.file, target.start);
        if (key === undefined) continue;
        const found = { every: data["every"] ?? "", path: data["path"] ?? "", from: path.slice(root.length + 1).replaceAll("\\", "/") };
        paths.set(key, [...(paths.get(key) ?? []), found]);
      }
    }
    return paths;
  }

  #hotCalls(path: string) {
    const { makers, entryPoints } = this.index;
    const text = readText(path) ?? "";
    const mentions = readMentions(text);
    const hasClient = importsKnown(mentions, path, makers);
    const isMarked = hasClient || mayHoldHandlers(text, mentions, path, entryPoints);
    const isWorthIt = isMarked || mayLoopOverCalls(text, mentions);
    const leading = isWorthIt ? findLeading(path, mentions, this.index, isMarked) : undefined;
    const file = leading && leading.size > 0 ? this.index.opened(path) : undefined;
    return leading && file ? findHotCalls(file.lifetimes, this.index, leading, isMarked, true) : [];
  }
}

function keyOf(file: string, start: number): string {
  return `${file}\0${start}`;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a text without a file: an editor's unsaved one
  }
}
