import type { Client, Family, Setting } from "./shape.js";
import { code } from "./source.js";

const handlers = ">=2.5.0 <5";

/**
 * The handler makes an agent of 50 sockets from plain options. An agent made by hand replaces it, with the agent's own
 * limit, and is judged where it is made.
 */
const ofHandler = {
  options: ["httpsAgent.maxSockets", "httpAgent.maxSockets"],
  absent: [
    {
      versions: handlers,
      value: 50,
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/plain-object",
    },
  ],
  values: [
    {
      versions: handlers,
      value: "<Infinity>",
      means: "off",
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/plain-object-maxSockets-Infinity",
    },
    {
      versions: handlers,
      value: 0,
      means: "off",
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/plain-object-maxSockets-0",
    },
    {
      versions: handlers,
      value: "<undefined>",
      means: "off",
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/plain-object-maxSockets-undefined",
    },
    {
      versions: handlers,
      value: "<huge>",
      means: "off",
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
    },
  ],
  ignored: [
    {
      versions: handlers,
      option: "maxSockets",
      source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:447"),
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/top-level-maxSockets",
    },
  ],
  write: 50,
} as const satisfies Setting;

const handler = {
  name: "NodeHttpHandler",
  holds: "agent",
  makers: [
    { path: "NodeHttpHandler", by: "new", options: [0] },
    { path: "NodeHttpHandler.create", by: "call", options: [0] },
  ],
  settings: { limit: [ofHandler] },
  close: ["destroy"],
} as const satisfies Client;

/** The HTTP handler of the AWS SDK v3. */
export const smithyHandler = { packages: ["@smithy/node-http-handler"], clients: [handler] } as const satisfies Family;

/** Its predecessor takes only agents made by hand, and these are judged where they are made. */
export const awsHandler = { packages: ["@aws-sdk/node-http-handler"], clients: [{ ...handler, settings: {} }] } as const satisfies Family;

/** From this version on the handler takes options in place of an agent. */
const clients = ">=3.521.0 <4";

/** A handler of its own per client; its options may stand inline. */
const client = {
  name: "AWS client",
  holds: "agent",
  makers: [{ path: "*Client", by: "new", options: [0] }],
  settings: {
    limit: [
      {
        options: ["requestHandler.httpsAgent.maxSockets", "requestHandler.httpAgent.maxSockets"],
        when: [{ option: "requestHandler", present: true }],
        absent: [
          {
            versions: clients,
            value: 50,
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/absent",
          },
        ],
        values: [
          {
            versions: clients,
            value: "<Infinity>",
            means: "off",
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/Infinity",
          },
          {
            versions: clients,
            value: 0,
            means: "off",
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:448-476"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/0",
          },
        ],
        ignored: [
          {
            versions: clients,
            option: "requestHandler.maxSockets",
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:447"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/requestHandler.maxSockets",
          },
          {
            versions: clients,
            option: "httpsAgent.maxSockets",
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:447"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/top-level-httpAgent",
          },
          {
            versions: clients,
            option: "maxSockets",
            source: code("@smithy/node-http-handler@4.14.2 dist-cjs/index.js:447"),
            probe: "@aws-sdk/client-dynamodb/DynamoDBClient/limit/top-level-maxSockets",
          },
        ],
        write: 50,
      },
    ],
  },
  close: ["destroy"],
} as const satisfies Client;

/** The clients of the AWS SDK v3. */
export const awsClients = { packages: ["@aws-sdk/client-*"], clients: [client] } as const satisfies Family;
