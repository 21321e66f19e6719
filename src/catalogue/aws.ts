import type { Client, Family, Setting } from "./shape.js";
import { code, run } from "./source.js";

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
      probe: "@smithy/node-http-handler/NodeHttpHandler/limit/plain-object-maxSockets-huge",
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

/** In the handler's own options, or in those of a client (`requestHandler.`). Both are off. */
function timeouts(section: string, versions: string, probes: string): { connectTimeout: Setting[]; commandTimeout: Setting[] } {
  const source = run("@smithy/node-http-handler@4.14.2 against a silent server");
  return {
    connectTimeout: [
      {
        options: [`${section}connectionTimeout`],
        unit: "ms",
        absent: [{ versions, source, value: "off", probe: `${probes}/connectTimeout/absent` }],
        values: [{ versions, source, value: 0, means: "off", probe: `${probes}/connectTimeout/0` }],
        write: 5000,
        onExpiry: "destroys",
        perCall: ["abortSignal"],
      },
    ],
    // `requestTimeout` only warns, in current versions, unless `throwOnRequestTimeout` is set.
    commandTimeout: [
      {
        options: [`${section}socketTimeout`, `${section}requestTimeout`],
        unit: "ms",
        absent: [{ versions, source, value: "off", probe: `${probes}/commandTimeout/absent` }],
        values: [{ versions, source, value: 0, means: "off", probe: `${probes}/commandTimeout/0` }],
        write: 30_000,
        onExpiry: "destroys",
      },
    ],
  };
}

const handler = {
  name: "NodeHttpHandler",
  holds: "agent",
  makers: [
    { path: "NodeHttpHandler", by: "new", options: [0] },
    { path: "NodeHttpHandler.create", by: "call", options: [0] },
  ],
  settings: { limit: [ofHandler], ...timeouts("", handlers, "@smithy/node-http-handler/NodeHttpHandler") },
  liveness: [
    {
      versions: ">=4.14.0 <5",
      source: run("@smithy/node-http-handler@4.14.2 against a silent server"),
      by: "option",
      options: ["socketTimeout"],
      looksSafe: ["requestTimeout", "connectionTimeout", "socketAcquisitionWarningTimeout"],
      probe: "@smithy/node-http-handler/NodeHttpHandler/liveness/socketTimeout",
    },
  ],
  close: ["destroy"],
} as const satisfies Client;

/** The HTTP handler of the AWS SDK v3. */
export const smithyHandler = { packages: ["@smithy/node-http-handler"], clients: [handler] } as const satisfies Family;

/** Its predecessor takes only agents made by hand, and these are judged where they are made. */
export const awsHandler = { packages: ["@aws-sdk/node-http-handler"], clients: [{ ...handler, settings: {} }] } as const satisfies Family;

/** From this version on a client takes the handler's options in place of a handler: before, it calls them as one and fails. */
const clients = ">=3.521.0 <4";

/** Clients with all commands as methods; every other class of these packages that ends otherwise is a command. */
const AGGREGATED = [
  "Athena",
  "CloudWatch",
  "CloudWatchLogs",
  "CognitoIdentityProvider",
  "DynamoDB",
  "EC2",
  "ECS",
  "EventBridge",
  "Firehose",
  "IAM",
  "Kinesis",
  "KMS",
  "Lambda",
  "S3",
  "SecretsManager",
  "SES",
  "SESv2",
  "SFN",
  "SNS",
  "SQS",
  "SSM",
  "STS",
] as const;

/** A client makes a handler of its own; the handler's options may stand inline. */
const limitOfClient = {
  versions: clients,
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
} as const satisfies Setting;

const ofHandlerInside = timeouts("requestHandler.", clients, "@aws-sdk/client-dynamodb/DynamoDBClient");

const timeoutsOfClient = {
  connectTimeout: ofHandlerInside.connectTimeout.map((setting) => ({ ...setting, versions: clients })),
  commandTimeout: ofHandlerInside.commandTimeout.map((setting) => ({ ...setting, versions: clients })),
};

const client = {
  name: "AWS client",
  holds: "agent",
  makers: ["*Client", ...AGGREGATED].map((path) => ({ path, by: "new" as const, options: [0] })),
  settings: {
    limit: [limitOfClient],
    ...timeoutsOfClient,
  },
  reconnect: [
    {
      versions: clients,
      source: run("@aws-sdk/client-s3@3.1169.0 and client-sqs@3.1162.0"),
      probe: "@aws-sdk/client-sqs/SQSClient/reconnect/absent",
      by: "onDemand",
      givesUp: 3,
      attemptsPerCommand: 3,
      attemptsOption: "maxAttempts",
      // 4 in 3.1162.0; since when was not looked at.
      attemptsVaryFor: ["@aws-sdk/client-dynamodb"],
      sdk: true,
    },
  ],
  close: ["destroy"],
} as const satisfies Client;

/** The clients of the AWS SDK v3. */
export const awsClients = { packages: ["@aws-sdk/client-*"], clients: [client] } as const satisfies Family;

/**
 * Their own handler is `NodeHttp2Handler`: it multiplexes, and reads neither `connectionTimeout` nor `socketTimeout` nor an
 * agent (probes of `@smithy/node-http-handler/NodeHttp2Handler`). Nothing is asked of them in any version: bedrock-runtime
 * went over in 3.798.0, polly in 3.1013.0, bedrock-agent-runtime in 3.1071.0, the others before 3.521.0.
 */
export const awsHttp2Clients = {
  packages: [
    "@aws-sdk/client-bedrock-runtime",
    "@aws-sdk/client-bedrock-agent-runtime",
    "@aws-sdk/client-kinesis",
    "@aws-sdk/client-lex-runtime-v2",
    "@aws-sdk/client-polly",
    "@aws-sdk/client-qbusiness",
    "@aws-sdk/client-transcribe-streaming",
  ],
  clients: [{ ...client, settings: {} }],
} as const satisfies Family;
