import { backgroundEntryPoints } from "./catalogue/entry-points-background.js";
import { edgeSigns, fileConventions, handlerTypes } from "./catalogue/entry-points-files.js";
import { webEntryPoints } from "./catalogue/entry-points.js";
import { families } from "./catalogue/index.js";
import type { EntryPoint } from "./catalogue/shape.js";
import { Reading } from "./code/constructions.js";
import { EntryPointTable } from "./code/entry-points-table.js";
import { importsKnown, mayHoldHandlers, mayLoopOverCalls } from "./code/gate.js";
import { Lifetimes } from "./code/lifetimes.js";
import { MakerTable } from "./code/maker-table.js";
import { ModuleText, type ParsedText } from "./code/module-text.js";
import { findHotCalls } from "./crossfile/hot-calls.js";
import { importedValue } from "./crossfile/imported-value.js";
import { ModuleIndex } from "./crossfile/module-index.js";
import { judgeLeases, type LeaseSite } from "./judge/lease.js";
import { judgeListeners, type ListenerSite } from "./judge/listener.js";
import { judgeLifetime, type LifetimeSite } from "./judge/lifetime.js";
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
}

/** One file as all rules see it: read once, when the first of them asks. */
export class OpenFile {
  readonly reading: Reading;
  #constructions: JudgedSite[] | undefined;
  #lifetimes: LifetimeSite[] | undefined;
  #retries: JudgedRetry[] | undefined;
  #nestedRetries: NestedRetry[] | undefined;
  #leases: LeaseSite[] | undefined;
  #listeners: ListenerSite[] | undefined;

  constructor(
    parsed: ParsedText,
    filename: string,
    table: MakerTable,
    readonly about: AboutFile,
  ) {
    const { index } = about;
    this.reading = new Reading(new ModuleText(parsed, filename), table, (origin, at) => index && importedValue(index, filename, origin, at));
  }

  get constructions(): readonly JudgedSite[] {
    this.#constructions ??= this.reading.constructions
      .map((construction) => new JudgedSite(construction, this.reading))
      .filter((site) => site.isOffered);
    return this.#constructions;
  }

  /** The clients that are made again and again. */
  get lifetimes(): readonly LifetimeSite[] {
    this.#lifetimes ??= this.#readLifetimes();
    return this.#lifetimes;
  }

  #readLifetimes(): LifetimeSite[] {
    const { entryPoints, index, isMarked } = this.about;
    const lifetimes = new Lifetimes(this.reading, entryPoints);
    const own = lifetimes.all.flatMap((lifetime) => {
      const site = new JudgedSite(lifetime.construction, this.reading);
      return (site.isOffered && judgeLifetime(lifetime, site)) || [];
    });
    return index ? [...own, ...findHotCalls(lifetimes, index, isMarked)] : own;
  }

  /** Everything that tries again: calls of retry libraries, strategies, loops. */
  get retries(): readonly JudgedRetry[] {
    this.#retries ??= judgeRetries(this.reading, this.constructions);
    return this.#retries;
  }

  /** Clients whose errors nobody listens to, or somebody in vain. */
  get listeners(): readonly ListenerSite[] {
    this.#listeners ??= judgeListeners(this.reading, this.about.entryPoints);
    return this.#listeners;
  }

  /** Connections taken from a pool that do not go back, or not rightly. */
  get leases(): readonly LeaseSite[] {
    this.#leases ??= judgeLeases(this.reading);
    return this.#leases;
  }

  /** Those that stand around a client with retries of its own. */
  get nestedRetries(): readonly NestedRetry[] {
    this.#nestedRetries ??= judgeNested(this.retries, this.reading);
    return this.#nestedRetries;
  }
}

/** Which files a kind of sites is looked for in: those that import a client, or also those that may call into one that does. */
export type Reach = "clients" | "callers";

interface Opened {
  readonly settings: Settings;
  readonly reach: Reach;
  readonly file: OpenFile | undefined;
}

interface Tables {
  readonly makers: MakerTable;
  readonly entryPoints: EntryPointTable;
  readonly index: ModuleIndex;
}

const files = new WeakMap<object, Opened>();
const tables = new WeakMap<Settings, Tables>();
/** By content: an editor reads its configuration anew on each run, and the index should outlive that. */
const tablesByContent = new Map<string, Tables>();

/**
 * The file, or nothing where it is out of reach: then no rule listens to anything in it.
 * @param folder of the run, what test files are looked for below
 */
export function openFile(parsed: ParsedText, filename: string, settings: Settings, folder: string, reach: Reach = "clients"): OpenFile | undefined {
  const known = files.get(parsed.ast);
  if (known?.settings === settings && (known.reach === reach || known.reach === "callers" || known.file)) {
    return reach === "callers" || known.file?.about.importsClient ? known.file : undefined;
  }
  const { makers, entryPoints, index } = tablesFor(settings);
  const importsClient = importsKnown(parsed, makers);
  const follows = reach === "callers" && settings.crossFile;
  const isMarked = importsClient || (follows && mayHoldHandlers(parsed, filename, entryPoints));
  const isInReach = isMarked || (follows && mayLoopOverCalls(parsed));
  const open = (): OpenFile => {
    const isTest = settings.isTestFile(within(folder, filename));
    return new OpenFile(parsed, filename, makers, { isTest, importsClient, isMarked, entryPoints, index: settings.crossFile ? index : undefined });
  };
  const file = isInReach ? open() : undefined;
  files.set(parsed.ast, { settings, reach, file });
  return file;
}

/** The path below the folder of the run: a project that itself stands below a folder called `test` is no test. */
function within(folder: string, filename: string): string {
  return filename.startsWith(folder) ? filename.slice(folder.length).replace(/^[\\/]/, "") : filename;
}

function tablesFor(settings: Settings): Tables {
  const known = tables.get(settings);
  if (known) return known;
  const content = JSON.stringify([settings.clients, settings.entryPoints]);
  const made = tablesByContent.get(content) ?? makeTables(settings);
  tablesByContent.set(content, made);
  tables.set(settings, made);
  return made;
}

function makeTables(settings: Settings): Tables {
  const entries = [...(settings.entryPoints as readonly EntryPoint[]), ...webEntryPoints, ...backgroundEntryPoints];
  const makers = new MakerTable([...families, ...settings.clients]);
  const entryPoints = new EntryPointTable(entries, fileConventions, { handlerTypes, edgeSigns });
  return { makers, entryPoints, index: new ModuleIndex(makers, entryPoints) };
}
