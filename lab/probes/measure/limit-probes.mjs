import { measureLimit } from "./limit.mjs";
import { valueProbes } from "./value-probes.mjs";

/**
 * @typedef {object} Counted
 * @property {import("../../net/flows.mjs").FlowCounter} flows
 * @property {() => import("./limit.mjs").OpenPool | Promise<import("./limit.mjs").OpenPool>} open
 * @property {number} [callers] at once, where the usual number would not reach the library's own limit
 *
 * @typedef {Omit<import("./value-probes.mjs").ValueClient, "setting" | "controlValue" | "measure"> & {
 *   prepare: (ctx: import("../probe.js").ProbeContext, options: any, query: string) => Promise<Counted>,
 * }} LimitClient
 */

/**
 * Probes of a client's connection limit. The control writes 7, which must bound it at 7.
 *
 * @param {LimitClient} client
 */
export const limitProbes = ({ prepare, ...client }) =>
  valueProbes({
    ...client,
    setting: "limit",
    controlValue: 7,
    async measure(ctx, options, query) {
      const { flows, open, callers } = await prepare(ctx, options, query);
      return measureLimit({ flows, open, ctx, ...(callers === undefined ? {} : { callers }) });
    },
  });
