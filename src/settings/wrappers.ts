import type { Client, Family } from "../catalogue/shape.js";
import { ownKey } from "../code/own-modules.js";
import type { Settings } from "../settings.js";
import type { CreatingWrapper, LimitingWrapper, RetryingWrapper, Wrapper } from "./types.js";

/** All versions: what users say of their own code holds for it as it is. */
const ALWAYS = { versions: "*", source: { kind: "run", where: "settings.connections", seen: "" }, probe: "settings.connections" } as const;

/** What the settings add to the catalogue, and the modules of the project it is about. */
export interface OwnEntries {
  readonly families: readonly Family[];
  /** Names of modules that the settings speak of; spelled out, because this type is shipped and that module's is not. */
  readonly exports: readonly { readonly from: string; readonly name?: string | undefined }[];
}

/**
 * Own clients and wrappers as families. Packages that are paths stand under names of their own.
 * @param catalogue what wrappers may name a client of
 */
export function ownEntries({ clients, wrappers }: Pick<Settings, "clients" | "wrappers">, catalogue: readonly Family[]): OwnEntries {
  const paths = clients.flatMap(({ packages }) => packages.filter(isPath));
  return {
    families: [
      ...clients.map((family) => ({ ...family, packages: family.packages.map((name) => (isPath(name) ? ownKey(name) : name)) })),
      ...wrapperFamilies(wrappers, [...catalogue, ...clients]),
    ],
    exports: [...paths.map((from) => ({ from })), ...wrappers.map(({ from, name }) => ({ from, name: name.split(".")[0] }))],
  };
}

function isPath(specifier: string): boolean {
  return specifier.startsWith(".");
}

/** Own functions in the words of the catalogue. */
function wrapperFamilies(wrappers: readonly Wrapper[], catalogue: readonly Family[]): Family[] {
  return wrappers.map((wrapper, index): Family => {
    const packages = [ownKey(wrapper.from)];
    const path = pathOf(wrapper);
    const helper = { path, by: "either" } as const;
    switch (wrapper.does) {
      case "creates":
        return { packages, ...clientsOf(wrapper, wrapper.client, index, catalogue) };
      case "limits":
        return wrapper.client ? { packages, ...clientsOf(wrapper, wrapper.client, index, catalogue) } : { packages, limiters: [helper] };
      case "caches":
        return { packages, keepers: [{ ...helper, at: [String(wrapper.argument ?? 0)] }] };
      case "closes":
        return { packages, closers: [helper] };
      case "retries":
        return { packages, retriers: [retrierOf(wrapper, path)] };
    }
  });
}

function pathOf({ name }: Wrapper): string {
  return name === "default" ? "" : name;
}

/**
 * The clients that a wrapper makes: as the catalogue has them, but made by the wrapper. Without the options in sight nothing
 * is said of them, and whether the wrapper listens to errors nobody here can see.
 */
function clientsOf(wrapper: CreatingWrapper | LimitingWrapper, client: { readonly package: string; readonly name: string }, index: number, catalogue: readonly Family[]): Pick<Family, "versionsOf" | "clients"> {
  const family = catalogue.find(({ packages }) => packages.includes(client.package));
  const meant = (family?.clients ?? []).filter(({ name }) => name === client.name);
  if (!family || meant.length === 0) {
    const names = [...new Set((family?.clients ?? []).map(({ name }) => name))];
    const has = names.length > 0 ? `${client.package} has ${names.join(", ")}` : `it has none of ${client.package}`;
    throw new Error(`settings.connections.wrappers[${index}].client names no client of the catalogue: ${has}, not ${client.name}.`);
  }
  const { options } = wrapper;
  const [first] = meant as [Client];
  return {
    versionsOf: family.versionsOf ?? client.package,
    clients: options === undefined ? [{ ...made(first, wrapper, []), settings: {} }] : meant.map((each) => withOptions(each, wrapper, options)),
  };
}

/** A client without what hangs on its options. */
function made({ name, holds, leases, lostSlots, reconnect, roles, close }: Client, wrapper: Wrapper, options: readonly number[]): Client {
  const known = Object.fromEntries(Object.entries({ leases, lostSlots, reconnect, roles, close }).filter(([, value]) => value !== undefined));
  return { name, holds, makers: [{ path: pathOf(wrapper), by: "either", options }], settings: {}, ...known };
}

function withOptions(client: Client, wrapper: CreatingWrapper | LimitingWrapper, position: number): Client {
  const { limit: _bounded, ...others } = client.settings;
  const known = Object.fromEntries(Object.entries({ when: client.when, unless: client.unless, liveness: client.liveness }).filter(([, value]) => value !== undefined));
  return { ...made(client, wrapper, [position]), ...known, settings: wrapper.does === "limits" ? others : client.settings };
}

function retrierOf({ name, argument = 0, options = 1, attempts }: RetryingWrapper, path: string): NonNullable<Family["retriers"]>[number] {
  return {
    name,
    makers: [{ path, by: "call", options: [options] }],
    repeats: { argument },
    attempts: {
      options: [attempts.option],
      counts: attempts.counts ?? "retries",
      absent: [{ ...ALWAYS, value: attempts.absent }],
    },
  };
}
