import type { Memoiser } from "../catalogue/caches.js";
import type { Client, Family, HeldBody, Lease, Maker, Retrier, SettingName, Taker } from "../catalogue/shape.js";
import { LikelySpecifiers } from "./likely-specifiers.js";
import { pathText, type Origin } from "./origins.js";
import { OwnModules, withoutMark } from "./own-modules.js";

export interface MakerEntry {
  readonly family: Family;
  readonly client: Client;
  readonly maker: Maker;
}

/** The catalogue by import specifier: what reading needs of it, and the gate that keeps every other file free of cost. */
export class MakerTable {
  /** Every file of a project asks about the same few hundred specifiers. */
  readonly #knows = new Map<string, boolean>();
  readonly #families = new Map<string, Family[]>();
  readonly #prefixes: { readonly prefix: string; readonly family: Family }[] = [];

  readonly #settings = new Map<string, ReadonlySet<SettingName>>();

  /** What `knowsImport` may say yes to. */
  readonly likely = new LikelySpecifiers();

  /** Every path of the catalogue and every way to one, by specifier. */
  readonly #ways = new Map<string, ReadonlySet<string>>();

  /** What the families keep. */
  readonly memoisers: readonly Memoiser[];

  /** Methods by which some client makes a copy of itself. */
  readonly copies: ReadonlySet<string>;

  /** Methods by which a connection is taken from some pool. */
  readonly takes: ReadonlySet<string>;

  /** How a text shows that one of them is called: `.connect(`. */
  readonly takingCall: RegExp;

  /** Methods of some client whose answer has a body that must be read. */
  readonly requests: ReadonlySet<string>;

  /** Methods of some pool that may lose their connection. */
  readonly lostSlots: ReadonlySet<string>;

  constructor(
    families: readonly Family[],
    readonly own = new OwnModules([], ""),
  ) {
    this.copies = new Set(families.flatMap(({ clients }) => (clients ?? []).flatMap(({ roles }) => roles?.copies ?? [])));
    this.memoisers = families.flatMap(({ packages, keepers }) => (keepers ?? []).map(({ path, at }) => ({ packages, names: [path], at, lasts: "process" as const })));
    const clients = families.flatMap((family) => family.clients ?? []);
    this.takes = new Set(clients.flatMap(({ leases }) => (leases ?? []).flatMap(({ take, by }) => (by === "new" ? [] : [take]))));
    this.takingCall = new RegExp(`\\.(?:${[...this.takes].map((name) => name.replaceAll("$", "\\$")).join("|")})\\(`);
    this.requests = new Set(clients.flatMap(({ bodies }) => (bodies ?? []).map(({ take }) => take)));
    this.lostSlots = new Set(clients.flatMap(({ lostSlots }) => (lostSlots ?? []).flatMap(({ methods }) => methods)));
    for (const family of families) {
      for (const specifier of family.packages) {
        if (specifier.endsWith("*")) {
          this.#prefixes.push({ prefix: specifier.slice(0, -1), family });
          this.likely.addPrefix(specifier.slice(0, -1));
        } else {
          this.#families.set(specifier, [...(this.#families.get(specifier) ?? []), family]);
          this.likely.add(specifier);
        }
      }
    }
    // A relative path may lead to one of them from anywhere.
    if (!own.isEmpty) this.likely.addAll();
  }

  /** Whether the catalogue knows an import specifier. */
  knows(specifier: string): boolean {
    if (specifier.startsWith(".")) return false;
    const known = this.#knows.get(specifier);
    if (known !== undefined) return known;
    const answer = this.#families.has(specifier) || this.#prefixes.some(({ prefix }) => specifier.startsWith(prefix));
    this.#knows.set(specifier, answer);
    return answer;
  }

  /** Whether what a file imports is in the catalogue, or is a module of the project that the settings speak of. */
  knowsImport(specifier: string, filename: string): boolean {
    return this.knows(specifier) || (!this.own.isEmpty && this.own.has(specifier, filename));
  }

  /** Whether a module that a file imports makes a client which has one of these settings; any module of the project that the settings speak of may. */
  mayHaveSetting(names: readonly SettingName[], specifier: string, filename: string): boolean {
    let had = this.#settings.get(specifier);
    if (!had) {
      had = new Set(this.familiesOf(specifier).flatMap(({ clients }) => (clients ?? []).flatMap(({ settings }) => Object.keys(settings) as SettingName[])));
      this.#settings.set(specifier, had);
    }
    for (const name of names) if (had.has(name)) return true;
    return !this.own.isEmpty && this.own.has(specifier, filename);
  }

  familiesOf(specifier: string): readonly Family[] {
    const exact = this.#families.get(specifier);
    if (exact) return exact;
    return this.#prefixes.filter(({ prefix }) => specifier.startsWith(prefix)).map(({ family }) => family);
  }

  /** Whether an origin is a path of the catalogue, or the beginning of one. */
  leadsSomewhere({ specifier, path }: Origin): boolean {
    const ways = this.#waysFrom(specifier);
    return path.length === 0 || ways.has(pathText(path)) || (path.length === 1 && ways.has("*"));
  }

  #waysFrom(specifier: string): ReadonlySet<string> {
    const known = this.#ways.get(specifier);
    if (known) return known;
    const ways = new Set(this.familiesOf(specifier).flatMap(pathsOf).flatMap(waysTo));
    this.#ways.set(specifier, ways);
    return ways;
  }

  /** The makers an origin may mean, given how it is called. A client may share its maker with others that conditions tell apart. */
  makersOf(origin: Origin, by: "new" | "call"): MakerEntry[] {
    const path = pathText(origin.path);
    const entries: MakerEntry[] = [];
    for (const family of this.familiesOf(origin.specifier)) {
      for (const client of family.clients ?? []) {
        for (const maker of client.makers) {
          if (fits(maker.path, path) && (maker.by === by || maker.by === "either")) entries.push({ family, client, maker });
        }
      }
    }
    return entries;
  }

  /** The client that a type of a module stands for: its class, or the name of what its maker answers. */
  clientOfType(type: Origin): { readonly client: Client; readonly packageName: string } | undefined {
    const [made] = this.makersOf(type, "new");
    const name = pathText(type.path);
    const client = made?.client ?? this.familiesOf(type.specifier).flatMap(({ clients }) => clients ?? []).find(({ types }) => types?.includes(name));
    return client && { client, packageName: packageOf(type.specifier) };
  }

  /** The function of a retry library that an origin is. */
  retrierOf(origin: Origin, by: "new" | "call"): { retrier: Retrier; maker: Maker } | undefined {
    const path = pathText(origin.path);
    for (const family of this.familiesOf(origin.specifier)) {
      for (const retrier of family.retriers ?? []) {
        const maker = retrier.makers.find((each) => fits(each.path, path) && (each.by === by || each.by === "either"));
        if (maker) return { retrier, maker };
      }
    }
    return undefined;
  }

  /** Whether a function or constructor attaches no listener to the client it is handed, ends it, or bounds it. */
  takesClient(as: "bystanders" | "closers" | "limiters", origin: Origin, by: "new" | "call"): boolean {
    const path = pathText(origin.path);
    const known = this.familiesOf(origin.specifier).flatMap((family) => family[as] ?? []);
    return known.some((each) => fits(each.path, path) && (each.by === by || each.by === "either"));
  }

  /** The function of a module whose answer has a body that must be read. */
  bodyOf(origin: Origin): HeldBody | undefined {
    const path = pathText(origin.path);
    for (const { bodies } of this.familiesOf(origin.specifier)) {
      const body = bodies?.find(({ take }) => take === path);
      if (body) return body;
    }
    return undefined;
  }

  /** What constructing a class of a module takes from the pool it is handed. */
  leaseOf(origin: Origin): { readonly client: Client; readonly lease: Lease } | undefined {
    const path = pathText(origin.path);
    for (const family of this.familiesOf(origin.specifier)) {
      for (const client of family.clients ?? []) {
        const lease = client.leases?.find(({ take, by }) => by === "new" && take === path);
        if (lease) return { client, lease };
      }
    }
    return undefined;
  }

  /** What taking over a client means when it is handed to this function or constructor. */
  takerOf(origin: Origin, by: "new" | "call"): Taker | undefined {
    const path = pathText(origin.path);
    for (const family of this.familiesOf(origin.specifier)) {
      const taker = family.takers?.find((each) => fits(each.path, path) && (each.by === by || each.by === "either"));
      if (taker) return taker;
    }
    return undefined;
  }
}

function pathsOf({ clients = [], retriers = [], takers = [], bystanders = [], bodies = [] }: Family): string[] {
  const makers = [...clients, ...retriers].flatMap((each) => each.makers);
  const constructed = clients.flatMap(({ leases = [] }) => leases.flatMap(({ take, by }) => (by === "new" ? [take] : [])));
  return [...[...makers, ...takers, ...bystanders].map(({ path }) => path), ...bodies.map(({ take }) => take), ...constructed];
}

/** `new Mongoose().connect` is reached by way of `Mongoose` and `new Mongoose()`. A pattern may be any name. */
function waysTo(path: string): string[] {
  if (path.startsWith("*")) return ["*"];
  const segments = path.split(/(?=\(\))|\./);
  const ways: string[] = [];
  for (const count of segments.keys()) {
    const way = segments.slice(0, count + 1).join(".").replaceAll(".()", "()");
    ways.push(way, way.replace(/^new (.*?)(?:\(\))?$/, "$1"));
  }
  return ways;
}

/** A pattern ending in `*` fits any ending of the last name: `*Client`-like paths of generated SDKs are written `*`. */
function fits(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  if (!pattern.startsWith("*")) return false;
  return !path.includes(".") && !path.includes("(") && path.length >= pattern.length && path.endsWith(pattern.slice(1));
}

/** The npm package that an import specifier belongs to: `mysql2/promise` is `mysql2`. */
export function packageOf(specifier: string): string {
  if (specifier !== withoutMark(specifier)) return withoutMark(specifier);
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? specifier);
}
