import type { Client, Family } from "./shape.js";
import { code } from "./source.js";

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
  },
  close: ["close"],
} as const satisfies Client;

export const nodemailer = { packages: ["nodemailer"], clients: [pooled] } as const satisfies Family;
