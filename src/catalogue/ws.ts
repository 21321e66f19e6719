import type { Family } from "./shape.js";
import { code, run } from "./source.js";

const versions = ">=8 <9";

/** One connection, which nothing dials again and nothing ends when its peer is gone: that takes a ping timer and `terminate()`. */
export const ws = {
  packages: ["ws"],
  clients: [
    {
      name: "WebSocket",
      holds: "connection",
      makers: [
        { path: "", by: "new", options: [2, 1], minArguments: 1 },
        { path: "WebSocket", by: "new", options: [2, 1], minArguments: 1 },
      ],
      settings: {
        connectTimeout: [
          {
            options: ["handshakeTimeout"],
            unit: "ms",
            absent: [{ versions, source: run("ws@8.23.0 against a silent server"), value: "off", probe: "ws/WebSocket/connectTimeout/absent" }],
            write: 5000,
            onExpiry: "destroys",
          },
        ],
      },
      errorEvent: [{ versions, source: run("ws@8.23.0 against a closed port"), probe: "ws/WebSocket/errorEvent/unlistened", crashes: true, on: "" }],
      reconnect: [{ versions, source: run("ws@8.23.0 against a closed port"), by: "no", givesUp: 1, probe: "ws/WebSocket/reconnect/absent" }],
      liveness: [{ versions, source: code("ws@8.23.0 lib/websocket.js:388-409"), by: "code", looksSafe: ["handshakeTimeout"], probe: "ws/WebSocket/liveness/all" }],
      close: ["close", "terminate"],
    },
  ],
} as const satisfies Family;

const reconnecting = ">=4 <5";

/** Dials again for ever; no ping. */
export const reconnectingWebSocket = {
  packages: ["reconnecting-websocket"],
  clients: [
    {
      name: "ReconnectingWebSocket",
      holds: "connection",
      makers: [{ path: "", by: "new", options: [2] }],
      settings: {
        connectTimeout: [
          {
            options: ["connectionTimeout"],
            unit: "ms",
            absent: [{ versions: reconnecting, source: code("reconnecting-websocket@4.4.0 dist/reconnecting-websocket-cjs.js:114-121"), value: 4000, probe: "reconnecting-websocket/ReconnectingWebSocket/connectTimeout/absent" }],
            onExpiry: "destroys",
          },
        ],
      },
      errorEvent: [{ versions: reconnecting, source: run("reconnecting-websocket@4.4.0 against a closed port"), crashes: false, on: "", probe: "reconnecting-websocket/ReconnectingWebSocket/errorEvent/unlistened" }],
      reconnect: [
        {
          versions: reconnecting,
          source: code("reconnecting-websocket@4.4.0 dist/reconnecting-websocket-cjs.js:114-121"),
          by: "loop",
          givesUp: "never",
          attemptsOption: "maxRetries",
          probe: "reconnecting-websocket/ReconnectingWebSocket/reconnect/absent",
        },
      ],
      backoffs: [
        {
          versions: reconnecting,
          source: code("reconnecting-websocket@4.4.0 dist/reconnecting-websocket-cjs.js:459-470"),
          probe: "reconnecting-websocket/ReconnectingWebSocket/reconnect/absent",
          unit: "ms",
          delay: { option: "minReconnectionDelay", absent: 1_000 },
          cap: { option: "maxReconnectionDelay", absent: 10_000 },
          attempts: { option: "maxRetries", endless: ["<huge>"], absent: "endless" },
        },
      ],
      liveness: [{ versions: reconnecting, source: code("reconnecting-websocket@4.4.0 dist/reconnecting-websocket-cjs.js"), by: "code", probe: "reconnecting-websocket/ReconnectingWebSocket/liveness/all" }],
      close: ["close"],
    },
  ],
} as const satisfies Family;
