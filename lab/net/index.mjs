/** The network kit of probes and lab: servers that fail in chosen ways, and real servers to fail with. */
export { until, untilQuiet, WaitedTooLong, within } from "./bounded.mjs";
export { startClosingServer, startMuteServer, startUnreachablePort } from "./dead-ends.mjs";
export { FlowCounter } from "./flows.mjs";
export { findFreePort as findRefusingPort } from "./free-port.mjs";
export { startLoopbackServer } from "./loopback-server.mjs";
export { startSilentProxy } from "./silent-proxy.mjs";
export { findProgram, ProgramMissing } from "./services/find-program.mjs";
export {
  startMariadb,
  startMosquitto,
  startNats,
  startOrSkip,
  startPostgres,
  startRabbitmq,
  startRedis,
} from "./services/start.mjs";
