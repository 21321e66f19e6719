import type { RoleWords, Setting, Strategy } from "./shape.js";
import { run } from "./source.js";

/** Words of all its clients. `xRead` blocks only with BLOCK, but a connection used so is nobody's for short requests. */
export const roles = {
  blocking: ["blPop", "brPop", "brPopLPush", "blMove", "blmPop", "bzPopMin", "bzPopMax", "bzmPop", "xRead", "xReadGroup", "wait"],
  subscriber: ["subscribe", "pSubscribe", "sSubscribe", "monitor"],
  neutral: ["isOpen", "isReady", "options", "setMaxListeners"],
  copies: ["duplicate"],
} as const satisfies RoleWords;

/** Covers TCP and TLS only: a peer that accepts and stays mute is not noticed by it. */
export function connectTimeout(section: string, versions: string): Setting {
  return {
    options: [`${section}socket.connectTimeout`],
    unit: "ms",
    absent: [
      {
        versions,
        source: run("redis@4.7.1, 5.12.1 and 6.3.1 against a blocked listener"),
        probe: "redis/createClient/connectTimeout/absent",
        value: 5000,
      },
    ],
    values: [
      { versions, source: run("redis@5.12.1 and 6.3.1 against a blocked listener"), probe: "redis/createClient/connectTimeout/0", value: 0, means: "off" },
    ],
    write: 5000,
    onExpiry: "destroys",
  };
}

/** Asked for the delay in ms before the next attempt. The first attempt after a loss is made at once, whatever it answers. */
export function strategy(section: string, versions: string, probe?: string): Strategy {
  return {
    versions,
    source: run("redis@4.7.1, 5.12.1 and 6.3.1: only false and errors end it"),
    option: `${section}socket.reconnectStrategy`,
    unit: "ms",
    attempt: { argument: 0, first: 0 },
    stops: [false, "<Error>"],
    number: "delay",
    ...(probe === undefined ? {} : { probe }),
  };
}

/**
 * What keeps a dead connection although it looks otherwise. `commandOptions.timeout` does not even end the wait of the
 * caller: it is for commands not yet written, and so is version 6's own 5 s.
 */
export function looksSafe(section: string): string[] {
  const options = ["pingInterval", "socket.keepAlive", "socket.keepAliveInitialDelay", "socket.connectTimeout", "commandOptions.timeout"];
  return [...options, "commandsQueueMaxLength", "disableOfflineQueue"].map((option) => `${section}${option}`);
}
