import type { Client, Family } from "./shape.js";
import { code, run } from "./source.js";

const majors = ">=6 <11";

/** Only `pool: true` makes a pool, whatever other transport the options name. Without it every mail has a connection of its own. */
const pooled = {
  name: "createTransport",
  holds: "pool",
  makers: [{ path: "createTransport", by: "call", options: [0], url: { args: [0] } }],
  when: [{ option: "pool", is: [true] }],
  settings: {
    limit: [
      {
        options: ["maxConnections"],
        absent: [
          {
            versions: majors,
            value: 5,
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:46"),
            probe: "nodemailer/createTransport-pool/limit/absent",
          },
        ],
        values: [
          {
            versions: majors,
            value: 0,
            means: "default",
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:46"),
            probe: "nodemailer/createTransport-pool/limit/0",
          },
          {
            versions: majors,
            value: null,
            means: "default",
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:46"),
            probe: "nodemailer/createTransport-pool/limit/null",
          },
          {
            versions: majors,
            value: "<NaN>",
            means: "default",
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:46"),
            probe: "nodemailer/createTransport-pool/limit/NaN",
          },
          {
            versions: majors,
            value: "<Infinity>",
            means: "off",
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:229"),
            probe: "nodemailer/createTransport-pool/limit/Infinity",
          },
          {
            versions: majors,
            value: "<huge>",
            means: "off",
            source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:229"),
            probe: "nodemailer/createTransport-pool/limit/huge",
          },
        ],
        write: 5,
      },
    ],
    connectTimeout: [
      {
        options: ["connectionTimeout"],
        unit: "ms",
        absent: [
          {
            versions: majors,
            value: 120_000,
            source: code("nodemailer@7.0.13 lib/smtp-connection/index.js:14-17"),
            probe: "nodemailer/createTransport/connectTimeout/absent",
          },
        ],
        write: 5000,
        onExpiry: "destroys",
      },
    ],
    commandTimeout: [
      {
        options: ["socketTimeout"],
        unit: "ms",
        absent: [
          {
            versions: majors,
            value: 600_000,
            source: code("nodemailer@7.0.13 lib/smtp-connection/index.js:14-17"),
            probe: "nodemailer/createTransport/commandTimeout/absent",
          },
        ],
        write: 30_000,
        onExpiry: "destroys",
        disturbsIdle: { versions: majors, source: run("nodemailer@6.10.1, 7.0.13 and 10.6.0, no mail for longer: the pool dials again"), probe: "nodemailer/createTransport/idle/timeouts" },
      },
    ],
  },
  errorEvent: [{ versions: majors, source: run("nodemailer@7.0.13 against a closed port"), crashes: false, on: "", probe: "nodemailer/createTransport/errorEvent/unlistened" }],
  reconnect: [{ versions: majors, source: code("nodemailer@7.0.13 lib/smtp-pool/index.js:423"), by: "onDemand", givesUp: 1, probe: "nodemailer/createTransport/reconnect/absent" }],
  liveness: [{ versions: majors, source: code("nodemailer@7.0.13 lib/smtp-connection/index.js:14-17"), by: "self", afterSeconds: 600, options: ["socketTimeout"], probe: "nodemailer/createTransport/liveness/socketTimeout" }],
  close: ["close"],
} as const satisfies Client;

export const nodemailer = { packages: ["nodemailer"], clients: [pooled] } as const satisfies Family;
