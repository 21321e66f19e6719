import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=0.10 <3";

const loses = { thing: "channel", then: "once the connection has as many as the broker allows, it opens no more" } as const;

/**
 * One connection with channels. The broker's heartbeat ends a dead one (unless the address says `heartbeat=0`, which
 * version 2 takes as off). It never dials again: a loss emits `error` and `close`, both.
 */
const connection = {
  name: "connect",
  holds: "multiplexed",
  types: ["ChannelModel", "Connection"],
  makers: [{ path: "connect", by: "call", options: [1], url: { args: [0] } }],
  settings: {
    connectTimeout: [
      {
        options: ["timeout"],
        unit: "ms",
        absent: [{ versions, source: run("amqplib@2.3.1 against a silent broker"), value: "off", probe: "amqplib/connect/connectTimeout/absent" }],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
  },
  errorEvent: [
    {
      versions,
      source: run("amqplib@0.10.9 and 2.3.1: heartbeat lost without a listener"),
      probe: "amqplib/connect/errorEvent/unlistened",
      crashes: true,
      on: "",
    },
  ],
  leases: [
    {
      take: "createChannel",
      by: "either",
      callbackArg: 1,
      release: ["close"],
      releaseIsAsync: true,
      kind: "channel",
      loses,
      fact: { versions, source: code("amqplib@2.3.1 lib/channel_model.js"), probe: "amqplib/connect/lease/createChannel" },
    },
    {
      take: "createConfirmChannel",
      by: "either",
      callbackArg: 1,
      release: ["close"],
      releaseIsAsync: true,
      kind: "channel",
      loses,
      fact: { versions, source: code("amqplib@2.3.1 lib/channel_model.js"), probe: "amqplib/connect/lease/createConfirmChannel" },
    },
  ],
  reconnect: [{ versions, source: run("amqplib@0.10.9 and 2.3.1 with killed connections"), by: "no", givesUp: 1, probe: "amqplib/connect/reconnect/absent" }],
  liveness: [{ versions, source: run("amqplib@0.10.9, 1.2.0 and 2.3.1: heartbeat 1 ends it after 3.1 s"), by: "self", probe: "amqplib/connect/liveness/heartbeat" }],
  close: ["close"],
} as const satisfies Client;

export const amqplib = { packages: ["amqplib", "amqplib/callback_api"], clients: [connection] } as const satisfies Family;

const managed = ">=4 <6";

/** Keeps one connection up for ever, every five seconds, and messages in memory until it is. */
export const amqpConnectionManager = {
  packages: ["amqp-connection-manager"],
  clients: [
    {
      name: "connect",
      holds: "multiplexed",
      makers: [{ path: "connect", by: "call", options: [1] }],
      settings: {
        connectTimeout: [
          {
            options: ["connectionOptions.timeout"],
            unit: "ms",
            absent: [{ versions: managed, source: code("amqp-connection-manager@5.0.0 dist/cjs/AmqpConnectionManager.js:264-272"), value: "off", probe: "amqp-connection-manager/connect/connectTimeout/absent" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
      },
      errorEvent: [{ versions: managed, source: run("amqp-connection-manager@5.0.0 against a closed port"), crashes: false, on: "", probe: "amqp-connection-manager/connect/errorEvent/unlistened" }],
      reconnect: [{ versions: managed, source: run("amqp-connection-manager@5.0.0 against a closed port"), by: "loop", givesUp: "never", probe: "amqp-connection-manager/connect/reconnect/absent" }],
      backoffs: [
        {
          versions: managed,
          source: run("amqp-connection-manager@5.0.0 against a closed port"),
          probe: "amqp-connection-manager/connect/reconnectTimeInSeconds/absent",
          unit: "s",
          delay: { option: "reconnectTimeInSeconds", absent: 5 },
        },
      ],
      liveness: [{ versions: managed, source: code("amqp-connection-manager@5.0.0 dist/cjs/AmqpConnectionManager.js:45-46"), by: "self", probe: "amqp-connection-manager/connect/liveness/heartbeat" }],
      close: ["close"],
    },
  ],
} as const satisfies Family;
