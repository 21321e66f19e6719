import { basename } from "node:path";
import type { EntryPointTable } from "../code/entry-points-table.js";
import { importsKnown, readMentions } from "../code/gate.js";
import type { MakerTable } from "../code/maker-table.js";
import type { Origin } from "../code/origins.js";
import { ModuleFile, type Answer, type Making } from "./module-file.js";
import { withoutIsolated } from "./isolated.js";
import { hasParser, parseText } from "./parse.js";
import { readText, stampOf } from "./project-files.js";
import { ModuleResolver } from "./resolve.js";

/** A client that a call makes in another file. */
export interface Reached extends Making {
  /** `users.ts:8 -> db.ts:3`. */
  readonly path: string;
  /** Modules on the way, the asked one included. */
  readonly hops: number;
  /** Where it is made. */
  readonly file: string;
}

interface Known {
  readonly stamp: string;
  readonly answers: Map<string, Answer>;
  /** The parsed file, as long as it was among the last ones asked. */
  file: ModuleFile | undefined;
  /** What its text alone tells; read when first asked for. */
  outline: Outline | undefined;
}

/** A module without its syntax: enough to see that nothing behind it can make a client. */
interface Outline {
  readonly namesClient: boolean;
  readonly specifiers: readonly string[];
}

/** Modules on the way from a handler to a construction, at most. */
const MAX_MODULES = 4;
/** Questions per followed call: a barrel of barrels is given up on. */
const MAX_QUESTIONS = 200;
/**
 * Different modules that are parsed for one linted file, at most: what a handler reaches beyond them stays unknown. Counted
 * whether they are known already or not, so that a finding does not hang on what was linted before.
 */
const MAX_PARSED_PER_FILE = 24;
/** Parsed files held at once. Answers are kept for all. */
const MAX_PARSED = 128;

/**
 * Files that follow each other within this time, in ms, are linted in one run: what was seen of the disk is taken for true until it ends.
 * A person takes longer from saving one file to looking at another.
 */
const LONGEST_PAUSE = 300;
/** A run may be somebody's typing: after this time, in ms, the disk is looked at again in any case. */
const LONGEST_RUN = 10_000;

const NOTHING: Answer = { makings: [], calls: [], elsewhere: [] };

/**
 * What other files of the project do when something they export is called. Lazy: only what a handler calls is read. Each
 * file is looked at again (one `stat`) once a run, so that an edit is seen by the next one.
 */
export class ModuleIndex {
  readonly #known = new Map<string, Known>();
  readonly #resolver = new ModuleResolver();
  #parsed: Known[] = [];
  #run: Run | undefined;
  /** What the file that is linted has had parsed. */
  #parsedForFile = new Set<string>();

  constructor(
    readonly makers: MakerTable,
    readonly entryPoints: EntryPointTable,
  ) {}

  /** The first client that calling an import makes, with the way there. */
  follow(from: string, origin: Origin, by: "call" | "new", maxModules = MAX_MODULES): Reached | undefined {
    return this.followAll(from, origin, by, maxModules).next().value;
  }

  /** Every client that calling an import makes, found one by one. */
  *followAll(from: string, origin: Origin, by: "call" | "new", maxModules = MAX_MODULES): Generator<Reached, undefined> {
    if (!hasParser()) return undefined;
    if (!this.#run) this.#resolver.begin(); // asked without a file that is linted: each question by itself
    const search: Search = { questions: 0, asked: new Set(), maxModules, parsed: this.#run ? this.#parsedForFile : new Set() };
    yield* this.#follow(from, origin, by, 1, true, search);
    return undefined;
  }

  /** Whether an import leads to a module whose text names a client: cheaper than asking what it does. */
  leadsToClient(from: string, specifier: string): boolean {
    const path = this.makers.knows(specifier) ? undefined : this.#resolver.resolve(specifier, from);
    const known = path === undefined ? undefined : this.#look(path);
    if (!known || path === undefined) return false;
    return this.#outline(known, path).namesClient;
  }

  /** Whether an import may lead to a client: by text, which is cheaper than asking what a call does. */
  mayLead(from: string, specifier: string): boolean {
    if (!hasParser() || this.makers.knows(specifier) || this.entryPoints.knows(specifier)) return false;
    const path = this.#resolver.resolve(specifier, from);
    return path !== undefined && path !== from && this.mayReachClient(path);
  }

  /** A file is about to be linted: until the next one, what its calls reach is counted together. */
  begin(): void {
    this.#parsedForFile = new Set();
    this.enterRun();
  }

  /** @returns what stands for the run that goes on, or for a new one; what was seen of the disk in another may be true no longer */
  enterRun(): object {
    const now = Date.now();
    const goesOn = this.#run && now - this.#run.lastAt <= LONGEST_PAUSE && now - this.#run.since <= LONGEST_RUN;
    if (!goesOn) this.#resolver.begin();
    const run = goesOn && this.#run ? this.#run : { since: now, lastAt: now, stamps: new Map(), reaches: new Map() };
    run.lastAt = now;
    this.#run = run;
    return run;
  }

  #outline(known: Known, path: string): Outline {
    if (!known.outline) {
      const text = readText(path) ?? "";
      const mentions = readMentions(text);
      known.outline = { namesClient: importsKnown(mentions, path, this.makers), specifiers: [...new Set(mentions.map(({ specifier }) => specifier))] };
    }
    return known.outline;
  }

  /** Whether a file may come to a client by what it imports within so many steps: by the texts of all, without parsing any. */
  mayReachClient(path: string, steps = MAX_MODULES): boolean {
    const key = `${path}\0${steps}`;
    const known = this.#run?.reaches.get(key);
    if (known !== undefined) return known;
    const answer = this.#mayReach(path, steps, new Map());
    this.#run?.reaches.set(key, answer);
    return answer;
  }

  /** Whether a module, or one it imports within so many steps, names a client: by text, which is cheaper than syntax. */
  #mayReach(path: string, steps: number, seen: Map<string, number>): boolean {
    if ((seen.get(path) ?? -1) >= steps) return false;
    seen.set(path, steps);
    const known = this.#look(path);
    if (!known) return false;
    const { namesClient, specifiers } = this.#outline(known, path);
    if (namesClient) return true;
    return specifiers.some((specifier) => {
      if (this.makers.knows(specifier) || this.entryPoints.knows(specifier)) return false;
      // Barrels count as steps here, so one more is allowed than a way may have.
      const next = steps > 0 ? this.#resolver.resolve(specifier, path) : undefined;
      return next !== undefined && this.#mayReach(next, steps - 1, seen);
    });
  }

  *#follow(from: string, origin: Origin, by: "call" | "new", depth: number, isReturned: boolean, search: Search): Generator<Reached, undefined> {
    const { specifier } = origin;
    if (depth > search.maxModules || this.makers.knows(specifier) || this.entryPoints.knows(specifier)) return undefined;
    const path = this.#resolver.resolve(specifier, from);
    if (path === undefined || path === from) return undefined;
    const key = `${path}\0${by}\0${origin.path.join(".")}`;
    search.questions += 1;
    if (search.asked.has(key) || search.questions > MAX_QUESTIONS) return undefined;
    search.asked.add(key);
    if (!search.parsed.has(path)) {
      if (search.parsed.size >= MAX_PARSED_PER_FILE || !this.mayReachClient(path, search.maxModules - depth + 1)) return undefined;
      search.parsed.add(path);
    }
    const answer = this.#ask(path, origin.path, by);
    for (const making of answer.makings) {
      yield { ...making, isReturned: making.isReturned && isReturned, path: spots(path, making.lines), hops: depth, file: path };
    }
    for (const call of answer.calls) {
      for (const found of this.#follow(path, call.origin, call.by, depth + 1, isReturned && call.isReturned, search)) {
        yield { ...found, path: `${spots(path, call.lines)} -> ${found.path}` };
      }
    }
    // A re-export is no step of the way: barrels on barrels lead to the same function.
    for (const elsewhere of answer.elsewhere) yield* this.#follow(path, elsewhere, by, depth, isReturned, search);
    return undefined;
  }

  #ask(path: string, asked: readonly string[], by: "call" | "new"): Answer {
    const known = this.#look(path);
    if (!known) return NOTHING;
    const key = `${by} ${asked.join(".")}`;
    const answered = known.answers.get(key);
    if (answered) return answered;
    const answer = this.#open(known, path)?.ask(asked, by) ?? NOTHING;
    known.answers.set(key, answer);
    return answer;
  }

  /** A file of the project, parsed. */
  opened(path: string): ModuleFile | undefined {
    const known = this.#look(path);
    return known && this.#open(known, path);
  }

  /** The parsed file an import leads to, for questions about constants. */
  moduleOf(from: string, specifier: string): { readonly path: string; readonly file: ModuleFile } | undefined {
    if (!hasParser() || this.makers.knows(specifier)) return undefined;
    const path = this.#resolver.resolve(specifier, from);
    const known = path === undefined ? undefined : this.#look(path);
    const file = known && path !== undefined ? this.#open(known, path) : undefined;
    return file && path !== undefined ? { path, file } : undefined;
  }

  /** Whether an import may lead to a client. By its name alone: where it leads to may change while this file does not. */
  #matters(specifier: string): boolean {
    return !specifier.startsWith("node:") || this.makers.knows(specifier) || this.entryPoints.knows(specifier);
  }

  #look(path: string): Known | undefined {
    const stamp = this.#stamp(path);
    if (stamp === undefined) {
      this.#known.delete(path);
      return undefined;
    }
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return known;
    const fresh: Known = { stamp, answers: new Map(), file: undefined, outline: undefined };
    this.#known.set(path, fresh);
    return fresh;
  }

  #stamp(path: string): string | undefined {
    const stamps = this.#run?.stamps;
    if (stamps?.has(path)) return stamps.get(path);
    const stamp = stampOf(path);
    stamps?.set(path, stamp);
    return stamp;
  }

  #open(known: Known, path: string): ModuleFile | undefined {
    if (known.file) return known.file;
    const text = readText(path);
    if (text === undefined) return undefined;
    const mentions = readMentions(text);
    const parsed = parseText(path, text, (whole) => withoutIsolated(whole, text, mentions, (specifier) => this.#matters(specifier)));
    if (!parsed) return undefined;
    known.file = new ModuleFile(parsed, path, this.makers, this.entryPoints, mentions);
    this.#parsed.push(known);
    if (this.#parsed.length > MAX_PARSED) {
      const [oldest, ...rest] = this.#parsed;
      if (oldest) oldest.file = undefined;
      this.#parsed = rest;
    }
    return known.file;
  }
}

/** Files that are linted one after the other. */
interface Run {
  readonly since: number;
  lastAt: number;
  readonly stamps: Map<string, string | undefined>;
  readonly reaches: Map<string, boolean>;
}

interface Search {
  questions: number;
  readonly asked: Set<string>;
  readonly maxModules: number;
  readonly parsed: Set<string>;
}

function spots(path: string, lines: readonly number[]): string {
  const name = basename(path.replaceAll("\\", "/"));
  return lines.filter((line, index) => line !== lines[index - 1]).map((line) => `${name}:${line}`).join(" -> ");
}
