import { backgroundEntryPoints } from "./catalogue/entry-points-background.js";
import { edgeSigns, fileConventions, handlerTypes } from "./catalogue/entry-points-files.js";
import { webEntryPoints } from "./catalogue/entry-points.js";
import { families } from "./catalogue/index.js";
import type { SettingName } from "./catalogue/shape.js";
import { Reading } from "./code/constructions.js";
import { EntryPointTable } from "./code/entry-points-table.js";
import { importsKnown, mayHoldHandlers, mayLoopOverCalls, mayTake, readImports, readMentions, type Mention } from "./code/gate.js";
import { Takes } from "./code/leases.js";
import { Lifetimes } from "./code/lifetimes.js";
import { MakerTable } from "./code/maker-table.js";
import { ModuleText, type ParsedText } from "./code/module-text.js";
import { hasTypes } from "./code/typed-clients.js";
import { OwnModules } from "./code/own-modules.js";
import { findHotCalls, findLeading } from "./crossfile/hot-calls.js";
import { HotPaths } from "./crossfile/hot-paths.js";
import { ModuleIndex } from "./crossfile/module-index.js";
import { ProjectOutside } from "./crossfile/project-outside.js";
import { judgeBorrowed } from "./judge/borrowed.js";
import { judgeLeases, type LeaseSite } from "./judge/lease.js";
import { judgeListeners, type ListenerSite } from "./judge/listener.js";
import { judgeLifetime, openLifetime, type LifetimeSite } from "./judge/lifetime.js";
import { judgeNested, type NestedRetry } from "./judge/retry-nested.js";
import { judgeRetries, type JudgedRetry } from "./judge/retry-sites.js";
import { JudgedSite } from "./judge/site.js";
import type { Settings } from "./settings.js";

interface AboutFile {
  readonly isTest: boolean;
  readonly importsClient: boolean;
  /** It imports a client or registers handlers; other files are searched for loops only. */
  readonly isMarked: boolean;
  readonly entryPoints: EntryPointTable;
  /** The rest of the project; nothing where `crossFile` is off. */
  readonly index: ModuleIndex | undefined;
  /** What comes here from anywhere in the project. */
  readonly hotPaths: HotPaths;
  readonly isTestFile: (path: string) => boolean;
}

/** One file as all rules see it: read once, when the first of them asks. */
export class OpenFile {
  readonly reading: Reading;
  #constructions: JudgedSite[] | undefined;
  #borrowed: JudgedSite[] | undefined;
  #lived: Lifetimes | undefined;
  #lifetimes: LifetimeSite[] | undefined;
  #retries: JudgedRetry[] | undefined;
  #nestedRetries: NestedRetry[] | undefined;
  #takes: Takes | undefined;
  #leases: LeaseSite[] | undefined;
  #listeners: ListenerSite[] | undefined;

  constructor(
    parsed: ParsedText,
    filename: string,
    table: MakerTable,
    readonly about: AboutFile,
    mentions?: readonly Mention[],
  ) {
    const { index } = about;
    this.reading = new Reading(new ModuleText(parsed, filename, mentions), table, index && new ProjectOutside(index, filename, about.isTestFile));
  }

  get constructions(): readonly JudgedSite[] {
    this.#constructions ??= this.reading.constructions
      .map((construction) => new JudgedSite(construction, this.reading))
      .filter((site) => site.isOffered);
    return this.#constructions;
  }

  /** Clients of other files that are used here in a way their own file does not show. */
  get borrowed(): readonly JudgedSite[] {
    this.#borrowed ??= judgeBorrowed(this.reading);
    return this.#borrowed;
  }

  /** The clients that are made again and again. */
  get lifetimes(): readonly LifetimeSite[] {
    this.#lifetimes ??= this.#readLifetimes();
    return this.#lifetimes;
  }

  #readLifetimes(): LifetimeSite[] {
    const { hotPaths, index, isMarked, isTestFile } = this.about;
    const lifetimes = this.readings;
    const lived = lifetimes.all.map((lifetime) => ({ lifetime, site: new JudgedSite(lifetime.construction, this.reading) })).filter(({ site }) => site.isOffered);
    const own = lived.flatMap(({ lifetime, site }) => judgeLifetime(lifetime, site) ?? []);
    if (!index) return own;
    const { filename } = this.reading.module;
    const said = new Set(own.map(({ at }) => at));
    const open = lived.flatMap(({ lifetime, site }) => {
      if (said.has(lifetime.construction.call)) return [];
      return openLifetime(lifetime, site, (start) => hotPaths.to(filename, start, isTestFile)) ?? [];
    });
    const leading = findLeading(filename, this.reading.module.mentions, index, isMarked);
    return [...own, ...open, ...findHotCalls(lifetimes, index, leading, isMarked)];
  }

  /** How long the clients of the file live and how often its functions run, as read and not yet judged. */
  get readings(): Lifetimes {
    this.#lived ??= new Lifetimes(this.reading, this.about.entryPoints);
    return this.#lived;
  }

  /** Everything that tries again: calls of retry libraries, strategies, loops. */
  get retries(): readonly JudgedRetry[] {
    this.#retries ??= judgeRetries(this.reading, this.constructions);
    return this.#retries;
  }

  /** Clients whose errors nobody listens to, or somebody in vain. */
  get listeners(): readonly ListenerSite[] {
    this.#listeners ??= judgeListeners(this.#taken, this.readings);
    return this.#listeners;
  }

  /** Connections taken from a pool that do not go back, or not rightly. */
  get leases(): readonly LeaseSite[] {
    this.#leases ??= judgeLeases(this.#taken);
    return this.#leases;
  }

  get #taken(): Takes {
    this.#takes ??= new Takes(this.reading);
    return this.#takes;
  }

  /** Those that stand around a client with retries of its own. */
  get nestedRetries(): readonly NestedRetry[] {
    this.#nestedRetries ??= judgeNested(this.retries, this.reading);
    return this.#nestedRetries;
  }
}

/**
 * Which files a kind of sites is looked for in: those that import a client, or also those that may call into one that does,
 * or that may take a connection from a pool of another file.
 */
export type Reach = "clients" | "callers" | "takers";

/** A text that is linted, and what is known of it so far. Nine rules ask about each: the answers are kept, and the last text's at hand. */
export class OpenedText {
  readonly ast: object;
  readonly importsClient: boolean;
  readonly #mentions: readonly Mention[];
  #isMarked: boolean | undefined;
  #calls: boolean | undefined;
  #takes: boolean | undefined;
  #file: OpenFile | undefined;

  constructor(
    readonly parsed: ParsedText,
    readonly filename: string,
    readonly folder: string,
    readonly settings: Settings,
    readonly tables: Tables,
  ) {
    this.ast = parsed.ast;
    const { mentions, perhapsLikely } = readImports(parsed.text, tables.makers.likely);
    this.#mentions = mentions;
    this.importsClient = perhapsLikely && importsKnown(mentions, filename, tables.makers);
  }

  /**
   * The file, or nothing where it is out of reach: then no rule listens to anything in it.
   * @param settings where only constructions of clients that have one of them are looked for
   */
  within(reach: Reach, settings?: readonly SettingName[]): OpenFile | undefined {
    const isInReach = settings ? this.#mayMake(settings) : this.#isInReach(reach);
    return isInReach ? this.#read : undefined;
  }

  #mayMake(settings: readonly SettingName[]): boolean {
    if (!this.importsClient) return false;
    for (const { specifier } of this.#mentions) if (this.tables.makers.mayHaveSetting(settings, specifier, this.filename)) return true;
    return false;
  }

  #isInReach(reach: Reach): boolean {
    if (this.importsClient) return true;
    if (reach === "takers") return ((this.settings.crossFile && this.#mentions.length > 0) || hasTypes(this.parsed)) && this.#mayTake;
    if (reach === "clients") return hasTypes(this.parsed) && this.#mayTake;
    if (!this.settings.crossFile) return false;
    this.#calls ??= this.isMarked || mayLoopOverCalls(this.parsed.text, this.#mentions);
    return this.#calls;
  }

  /** It may take a connection: from a pool that another file makes, or one that its types know. */
  get #mayTake(): boolean {
    this.#takes ??= mayTake(this.parsed.text, this.tables.makers);
    return this.#takes;
  }

  /** It imports a client or may register handlers. */
  get isMarked(): boolean {
    this.#isMarked ??= this.importsClient || mayHoldHandlers(this.parsed.text, this.#mentions, this.filename, this.tables.entryPoints);
    return this.#isMarked;
  }

  get #read(): OpenFile {
    this.#file ??= this.#open();
    return this.#file;
  }

  #open(): OpenFile {
    const { makers, entryPoints, hotPaths, index } = this.tables;
    const isTest = this.settings.isTestFile(within(this.folder, this.filename));
    const about = { isTest, importsClient: this.importsClient, isMarked: this.isMarked, entryPoints, hotPaths, isTestFile: this.settings.isTestFile, index: this.settings.crossFile ? index : undefined };
    return new OpenFile(this.parsed, this.filename, makers, about, this.#mentions);
  }
}

interface Tables {
  readonly makers: MakerTable;
  readonly entryPoints: EntryPointTable;
  readonly index: ModuleIndex;
  readonly hotPaths: HotPaths;
}

/** The file that is linted now. By its tree: oxlint hands over one source code object for all files. */
let last: OpenedText | undefined;
const tables = new WeakMap<Settings, { readonly folder: string; readonly made: Tables }>();
/** By content: an editor reads its configuration anew on each run, and the index should outlive that. */
const tablesByContent = new Map<string, Tables>();

/** @param folder of the run, what test files are looked for below */
export function openText(parsed: ParsedText, filename: string, settings: Settings, folder: string): OpenedText {
  if (last?.ast === parsed.ast && last.settings === settings) return last;
  const known = last?.settings === settings && last.folder === folder ? last.tables : tablesFor(settings, folder);
  last = new OpenedText(parsed, filename, folder, settings, known);
  return last;
}

/** Any file of a project, in reach of the rules or not: for the audit, which follows calls through all of them. */
export function openProjectFile(parsed: ParsedText, filename: string, settings: Settings, folder: string): OpenFile {
  const { makers, entryPoints, hotPaths, index } = tablesFor(settings, folder);
  const isTest = settings.isTestFile(within(folder, filename));
  const about = { isTest, importsClient: importsKnown(readMentions(parsed.text), filename, makers), isMarked: true, entryPoints, hotPaths, isTestFile: settings.isTestFile, index };
  return new OpenFile(parsed, filename, makers, about);
}

/** What tells by a file's text alone whether a client may be made in it. */
export function makersOf(settings: Settings, folder: string): MakerTable {
  return tablesFor(settings, folder).makers;
}

/** The path below the folder of the run: a project that itself stands below a folder called `test` is no test. */
function within(folder: string, filename: string): string {
  if (!filename.startsWith(folder)) return filename;
  const next = filename.charAt(folder.length);
  return filename.slice(next === "/" || next === "\\" ? folder.length + 1 : folder.length);
}

function tablesFor(settings: Settings, folder: string): Tables {
  const known = tables.get(settings);
  if (known?.folder === folder) return known.made;
  const { clients, wrappers, entryPoints } = settings;
  // Paths in them are relative to the folder.
  const content = JSON.stringify([clients, wrappers, entryPoints, clients.length + wrappers.length > 0 ? folder : ""]);
  const made = tablesByContent.get(content) ?? makeTables(settings, folder);
  tablesByContent.set(content, made);
  tables.set(settings, { folder, made });
  return made;
}

function makeTables(settings: Settings, folder: string): Tables {
  const entries = [...settings.entryPoints, ...webEntryPoints, ...backgroundEntryPoints];
  const { own } = settings;
  const makers = new MakerTable([...families, ...own.families], new OwnModules(own.exports, folder));
  const entryPoints = new EntryPointTable(entries, fileConventions, { handlerTypes, edgeSigns });
  const index = new ModuleIndex(makers, entryPoints);
  return { makers, entryPoints, index, hotPaths: new HotPaths(index) };
}
