/** By which names programs say that something is done when they end. Read in the documentation of the frameworks named. */

/** Events of `process` that come when it is to end. */
export const endEvents: readonly string[] = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR2", "beforeExit", "exit", "disconnect"];

/** Events and hooks by name, as argument 0: fastify's `addHook("onClose", …)`, hapi's `ext("onPostStop", …)`, `events.on("shutdown", …)`. */
export const endHooks: readonly string[] = ["onClose", "preClose", "onPreStop", "onPostStop", "shutdown", "close", "beforeStop", "stop"];

/** Methods that a container or framework calls when the program ends: Nest, Angular-like containers, Moleculer, NestJS hybrids. */
export const endMethods: readonly string[] = [
  "onModuleDestroy",
  "beforeApplicationShutdown",
  "onApplicationShutdown",
  "onShutdown",
  "onSignal",
  "beforeShutdown",
  "onClose",
  "stopped",
  "onDestroy",
];

/** Functions that take a function for the end of the program: exit-hook, close-with-grace, async-exit-hook, http-graceful-shutdown. */
export const endTakers: readonly string[] = ["closeWithGrace", "exitHook", "asyncExitHook", "gracefulExit", "onExit", "onShutdown", "gracefulShutdown", "createTerminus", "addDisposer", "onDestroy"];

/** Keys under which a container takes the function that makes something once: Nest's `{ provide, useFactory }`. */
export const onceFactories: readonly string[] = ["useFactory"];
