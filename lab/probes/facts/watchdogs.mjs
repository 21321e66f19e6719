/** The watchdogs that the page of require-liveness shows. */
import { WATCHDOGS } from "../../watchdogs/clients.mjs";
import { watchdogProbe } from "../measure/watched-program.mjs";

export const probes = WATCHDOGS.map(watchdogProbe);
