/** Types of the watchdogs, for TypeScript outside this folder. Each is documented where it is made. */
export interface Watchdog {
  readonly name: string;
  readonly title: string;
  readonly covers: readonly string[];
  readonly versions: readonly string[];
  readonly package: string;
  readonly also?: Readonly<Record<string, string>>;
  readonly then: "destroyed" | "replaced";
}

export const WATCHDOGS: readonly Watchdog[];
export const WITHOUT: Readonly<Record<string, string>>;
export const MEASURED: Readonly<Record<string, readonly string[]>>;
export function watched(watchdog: Watchdog): string;
export function unwatched(watchdog: Watchdog): string;
