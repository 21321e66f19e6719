import type { LifetimeSite } from "../judge/lifetime.js";
import type { Fix } from "./edit.js";

/** Titles of the cures. */
export interface MoveTitles {
  readonly module: string;
  readonly lazy: string;
  readonly global: string;
}

export function moveOut(_site: LifetimeSite, _titles: MoveTitles): { fix?: Fix; suggest?: readonly Fix[] } {
  return {};
}
