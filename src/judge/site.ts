import { basename } from "node:path";
import { consequences } from "../catalogue/consequences.js";
import type { SettingName } from "../catalogue/shape.js";
import { isShortLived } from "../code/brief-lives.js";
import type { Construction, Reading } from "../code/constructions.js";
import { isHandedToOneOf } from "../code/handed-to.js";
import { readInstalled, type Installed } from "../code/installed.js";
import type { Node } from "../code/module-text.js";
import { readRole, type PlacedUse, type RoleReading } from "../code/roles.js";
import { readSurroundings, type Surroundings } from "../code/surroundings.js";
import { hasWatchdog, isWatchedElsewhere } from "../code/watchdogs.js";
import { mayHold } from "./facts.js";
import { findIneffectiveOptions, type IneffectiveOption } from "./ineffective.js";
import { judgeLiveness, type Liveness } from "./liveness.js";
import { findBrokenBlocking, findEndlessWaits, optionsText, waitsText, type BrokenBlocking, type EndlessWaits, type Wait } from "./waits.js";
import { judgeSetting, wordText, type Verdict } from "./setting.js";

const NO_SETTING: Verdict = { is: "none" };

/** A construction with everything that is known about it: what a rule sees. */
export class JudgedSite {
  readonly #verdicts = new Map<SettingName, Verdict>();
  #installed: Installed | undefined;
  #role: RoleReading | undefined;

  constructor(
    readonly construction: Construction,
    readonly reading: Reading,
    /** Uses of the client in other files, where somebody has looked for them. */
    readonly elsewhere: readonly PlacedUse[] = [],
    /** Where it is used in the file that is linted, while another one makes it. */
    readonly borrowedAt?: Node,
  ) {}

  /** Where it is reported unless a rule says otherwise. */
  get at(): Node {
    return this.borrowedAt ?? this.construction.call;
  }

  /** `redis.ts:4`, for messages that stand in another file. */
  get madeAt(): string {
    const { module } = this.reading;
    return `${basename(module.filename)}:${module.lineOf(this.construction.call)}`;
  }

  /** How messages call the client. */
  get clientName(): string {
    return this.construction.client.name;
  }

  get packageName(): string {
    return this.construction.packageName;
  }

  /** `false` for clients that hold a single connection. */
  get holdsSeveral(): boolean {
    return !["connection", "multiplexed", "nothing"].includes(this.construction.client.holds);
  }

  get isAgent(): boolean {
    return this.construction.client.holds === "agent";
  }

  /** An agent that is made anew for one request, so that a limit of its own limits nothing. */
  get isForOneRequest(): boolean {
    return this.isAgent && isShortLived(this.construction.call, this.reading.module);
  }

  /** The version that the facts are about: of the imported package, or of the one it wraps. */
  get installed(): Installed {
    this.#installed ??= readInstalled(this.construction.family.versionsOf ?? this.packageName, this.reading.module.filename);
    return this.#installed;
  }

  /** `false` where the installed version cannot make the client in this way. */
  get isOffered(): boolean {
    const { versions } = this.construction.maker;
    return versions === undefined || mayHold(versions, this.installed) !== false;
  }

  get role(): RoleReading {
    this.#role ??= readRole(this.construction, this.reading, this.elsewhere);
    return this.#role;
  }

  /** What kind of file the construction stands in. */
  get surroundings(): Surroundings {
    return readSurroundings(this.reading);
  }

  /** What the client may wait for far too long. */
  get waits(): EndlessWaits {
    return findEndlessWaits(this);
  }

  /** What a message says of waits: how long, and the options that end them. */
  waitData(waits: readonly Wait[]): { waits: string; options: string } {
    return { waits: waitsText(waits), options: optionsText(waits) };
  }

  /** How long the kernel keeps a dead connection in use, in seconds. */
  get outageSeconds(): number {
    return consequences.reply.seconds;
  }

  /** A command timeout where commands are meant to wait. */
  get brokenBlocking(): BrokenBlocking | undefined {
    return findBrokenBlocking(this);
  }

  /** What ends a dead connection in use. */
  get liveness(): Liveness {
    return judgeLiveness(this);
  }

  /** Options that do nothing. */
  get ineffectiveOptions(): IneffectiveOption[] {
    return findIneffectiveOptions(this);
  }

  /** Somebody wrote a timer that ends a client which does not answer. */
  get isWatched(): boolean {
    return hasWatchdog(this.reading) || isWatchedElsewhere(this.construction, this.reading);
  }

  setting(name: SettingName): Verdict {
    // Most clients know nothing of most settings: then nobody has to find out which version is installed.
    const known = this.construction.client.settings[name] ? this.#verdicts.get(name) : NO_SETTING;
    if (known) return known;
    const judged = judgeSetting(this.construction, name, this.installed);
    // Own code bounds it in a way of its own.
    const isBounded = name === "limit" && judged.is !== "none" && isHandedToOneOf("limiters", this.construction.call, this.reading);
    const verdict: Verdict = isBounded ? { is: "set" } : judged;
    this.#verdicts.set(name, verdict);
    return verdict;
  }

  /** What a message says of a verdict: the option to write, what is in force, and what was written. */
  describe(verdict: Extract<Verdict, { is: "off" | "default" | "ineffective" }>): { option: string; inForce: string; written: string } {
    const inForce = verdict.is === "default" ? verdict.value : verdict.is === "ineffective" ? verdict.inForce : "off";
    const written = verdict.is === "ineffective" ? verdict.written : verdict.is === "off" && verdict.because === "written" ? wordText(verdict.word) : "";
    const text = verdict.is === "default" || written === verdict.option ? written : `${verdict.option}: ${written}`;
    return { option: verdict.setting.options[0] as string, inForce: countText(inForce), written: text };
  }

  /** The client's options in the order in which fixes write them. */
  get optionOrder(): string[] {
    return Object.values(this.construction.client.settings).flatMap((settings) => settings.map(({ options }) => options[0] as string));
  }
}

function countText(limit: number | "off" | "default"): string {
  if (typeof limit !== "number") return "any number of connections";
  return `${limit} connection${limit === 1 ? "" : "s"}`;
}
