import type { JudgedSite } from "../judge/site.js";
import type { Verdict } from "../judge/setting.js";
import type { Preferences } from "../settings.js";
import type { Fix } from "./edit.js";
import { setOptions, type Wanted } from "./set-options.js";

/**
 * Writes a limit. A limit on what was unlimited brings its acquire timeout with it: callers that used to get a
 * connection of their own now wait for one, and without a timeout they may wait for ever.
 * @param number overrides the library's own number and the catalogue's
 * @returns nothing where there is no number to write or no place for it
 */
export function setLimit(
  site: JudgedSite,
  limit: Extract<Verdict, { is: "off" | "default" | "ineffective" }>,
  messageId: string,
  context: Preferences,
  number?: number,
): Fix | undefined {
  const own = limit.is === "default" ? limit.value : undefined;
  const fallback = number ?? own ?? limit.setting.write;
  if (fallback === undefined) return undefined;
  const wanted: Wanted[] = [{ name: "limit", verdict: limit, fallback, ...(number === undefined ? {} : { isFixed: true }) }];
  const acquire = site.setting("acquireTimeout");
  if (limit.is === "off" && acquire.is === "off" && acquire.because === "default" && acquire.setting.write !== undefined) {
    wanted.push({ name: "acquireTimeout", verdict: acquire, fallback: acquire.setting.write });
  }
  return setOptions(site, wanted, messageId, context);
}
