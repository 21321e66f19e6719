import type { LifetimeSite } from "../judge/lifetime.js";
import type { Fix } from "./edit.js";

export function sharePromise(_site: LifetimeSite, _title: string): Fix | undefined {
  return undefined;
}
