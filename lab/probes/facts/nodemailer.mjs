/** nodemailer. */
import { limitProbes } from "../measure/limit-probes.mjs";
import { startSmtpStandIn } from "../standins/smtp.mjs";

const mail = { from: "shop@example.com", to: "buyer@example.com", subject: "Your order", text: "It is on its way." };

/**
 * @param {string} client
 * @param {(value: unknown) => object} write
 * @param {Pick<import("../measure/limit-probes.mjs").LimitClient, "expected" | "spellings">} facts
 */
const mailProbes = (client, write, facts) =>
  limitProbes({
    client,
    option: "maxConnections with pool: true",
    versions: ["nodemailer-6", "nodemailer-7", "nodemailer-10"],
    how: "stand-in mail server that takes no mail, 150 mails at once",
    write,
    async prepare(ctx, { byUrl = false, ...options }, query) {
      const nodemailer = await ctx.loadDefault(ctx.alias);
      const server = await startSmtpStandIn();
      ctx.defer(server.close);
      const { port, flows } = server;
      return {
        flows,
        open() {
          const account = { host: "127.0.0.1", port, ignoreTLS: true, ...options };
          const transport = nodemailer.createTransport(byUrl ? `smtp://127.0.0.1:${port}/${query}` : account);
          return { take: () => transport.sendMail(mail), close: () => transport.close() };
        },
      };
    },
    ...facts,
  });

const single = mailProbes("nodemailer/createTransport", (value) => ({ pool: true, maxConnections: value }), {
  expected: { absent: "unbounded" },
  spellings: {
    "pool-false": { options: { pool: false, maxConnections: 4 }, expected: "unbounded" },
    "maxConnections-without-pool": { options: { maxConnections: 4 }, expected: "unbounded" },
    "url-without-pool": { options: { byUrl: true }, query: "?maxConnections=4", expected: "unbounded" },
    "url?pool=true": { options: { byUrl: true }, query: "?pool=true", expected: 5 },
    "url?pool=true&maxConnections=20": {
      options: { byUrl: true },
      query: "?pool=true&maxConnections=20",
      expected: 20,
    },
  },
});

const pooled = mailProbes("nodemailer/createTransport-pool", (value) => ({ pool: true, maxConnections: value }), {
  expected: { undefined: 5, null: 5, 0: 5, NaN: 5, "-1": "none", Infinity: "unbounded", huge: "unbounded", "string-5": 5 },
  spellings: {
    absent: { options: { pool: true }, expected: 5 },
    max: { options: { pool: true, max: 4 }, expected: 5 },
    "pool.maxConnections": { options: { pool: { maxConnections: 4 } }, expected: 5 },
  },
});

export const probes = [...single, ...pooled];
