import * as typescriptParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import { families } from "../src/catalogue/index.js";
import plugin from "../src/index.js";
import { makeProject } from "./fixture-harness.js";

/** A retry that makes five attempts in all: what it imports, its installed package, and the code around a call. */
interface Outer {
  readonly installed: string;
  readonly imports: string;
  readonly around: (call: string) => string;
}

const from = (name: string, module: string): string => `import ${name} from "${module}";`;

/** By `package name`, as in the catalogue. */
const OUTER: Record<string, Outer> = {
  "p-retry pRetry": { installed: "p-retry@6.2.1", imports: from("pRetry", "p-retry"), around: (call) => `pRetry(() => ${call}, { retries: 4 })` },
  "p-retry makeRetriable": { installed: "p-retry@7.1.1", imports: from("{ makeRetriable }", "p-retry"), around: (call) => `makeRetriable(() => ${call}, { retries: 4 })` },
  "async-retry retry": { installed: "async-retry@1.3.3", imports: from("retry", "async-retry"), around: (call) => `retry(() => ${call}, { retries: 4 })` },
  "promise-retry promiseRetry": { installed: "promise-retry@2.0.1", imports: from("promiseRetry", "promise-retry"), around: (call) => `promiseRetry((again) => ${call}.catch(again), { retries: 4 })` },
  "retry retry.operation": { installed: "retry@0.13.1", imports: from("retry", "retry"), around: (call) => `retry.operation({ retries: 4 }).attempt(() => { ${call}; })` },
  "exponential-backoff backOff": { installed: "exponential-backoff@3.1.3", imports: from("{ backOff }", "exponential-backoff"), around: (call) => `backOff(() => ${call}, { numOfAttempts: 5 })` },
  "@lifeomic/attempt retry": { installed: "@lifeomic/attempt@3.1.0", imports: from("{ retry }", "@lifeomic/attempt"), around: (call) => `retry(() => ${call}, { maxAttempts: 5 })` },
  "ts-retry retryAsync": { installed: "ts-retry@7.0.3", imports: from("{ retryAsync }", "ts-retry"), around: (call) => `retryAsync(() => ${call}, { maxTry: 5 })` },
  "ts-retry-promise retry": { installed: "ts-retry-promise@0.8.1", imports: from("{ retry }", "ts-retry-promise"), around: (call) => `retry(() => ${call}, { retries: 4 })` },
  "async async.retry": { installed: "async@3.2.6", imports: from("async", "async"), around: (call) => `async.retry({ times: 5 }, async () => ${call})` },
  "async/retry async.retry": { installed: "async@3.2.6", imports: from("retry", "async/retry"), around: (call) => `retry(5, async () => ${call})` },
  "bluebird-retry retry": { installed: "bluebird-retry@0.11.0", imports: from("retry", "bluebird-retry"), around: (call) => `retry(() => ${call}, { max_tries: 5 })` },
  "retry-as-promised retryAsPromised": { installed: "retry-as-promised@7.1.1", imports: from("retryAsPromised", "retry-as-promised"), around: (call) => `retryAsPromised(() => ${call}, { max: 5 })` },
  "polly-js polly().retry": { installed: "polly-js@1.8.3", imports: from("polly", "polly-js"), around: (call) => `polly().retry(4).executeForPromise(() => ${call})` },
  "promise-poller promisePoller": { installed: "promise-poller@1.9.1", imports: from("promisePoller", "promise-poller"), around: (call) => `promisePoller({ taskFn: () => ${call}, retries: 5 })` },
  "cockatiel retry": { installed: "cockatiel@3.2.1", imports: from("{ handleAll, retry }", "cockatiel"), around: (call) => `retry(handleAll, { maxAttempts: 4 }).execute(() => ${call})` },
  "typescript-retry-decorator @Retryable": { installed: "typescript-retry-decorator@2.6.0", imports: from("{ Retryable }", "typescript-retry-decorator"), around: (call) => `class Service { @Retryable({ maxAttempts: 4 }) run() { return ${call}; } }` },
  "rxjs retry": { installed: "rxjs@7.8.2", imports: from("{ defer, retry }", "rxjs"), around: (call) => `defer(() => ${call}).pipe(retry(4))` },
  "backoff-rxjs retryBackoff": { installed: "backoff-rxjs@7.0.0", imports: `${from("{ defer }", "rxjs")}${from("{ retryBackoff }", "backoff-rxjs")}`, around: (call) => `defer(() => ${call}).pipe(retryBackoff({ initialInterval: 1, maxRetries: 4 }))` },
  "effect Effect.retry": { installed: "effect@3.22.4", imports: from("{ Effect }", "effect"), around: (call) => `Effect.retry(Effect.tryPromise(() => ${call}), { times: 4 })` },
  "effect Effect.retry, piped": { installed: "effect@4.1.0", imports: from("{ Effect }", "effect"), around: (call) => `const read = Effect.tryPromise(() => ${call}); read.pipe(Effect.retry({ times: 4 }))` },
  "effect/Effect Effect.retry": { installed: "effect@3.22.4", imports: from("* as Effect", "effect/Effect"), around: (call) => `Effect.retry(Effect.tryPromise(() => ${call}), { times: 4 })` },
  "a loop": { installed: "none@0.0.0", imports: "", around: (call) => `for (let attempt = 1; ; attempt++) { try { await ${call}; break; } catch (error) { if (attempt >= 5) throw error; } }` },
  "a loop with a test": { installed: "none@0.0.0", imports: "", around: (call) => `let attempt = 0; while (attempt < 5) { try { await ${call}; break; } catch { attempt += 1; } }` },
};

/** Not in the table: they repeat nothing that could be read, or say no number. */
const WITHOUT_NUMBER = new Set(["retry retry.wrap", "ts-retry-promise customizeRetry", "backoff backoff.call", "rxjs retryWhen"]);

interface Inner {
  readonly installed: string;
  readonly code: string;
  readonly call: string;
  /** Attempts for each command with the options written and without; `"endless"`: for as long as it takes. */
  readonly attempts: number | "endless";
}

const INNER: Record<string, Inner> = {
  "ioredis Redis": { installed: "ioredis@5.11.1", code: `${from("Redis", "ioredis")}const client = new Redis();`, call: `client.get("a")`, attempts: 20 },
  "iovalkey Redis": { installed: "iovalkey@0.4.0", code: `${from("Redis", "iovalkey")}const client = new Redis({ maxRetriesPerRequest: 7 });`, call: `client.get("a")`, attempts: 7 },
  "redis createClient": { installed: "redis@5.12.1", code: `${from("{ createClient }", "redis")}const client = createClient();`, call: `client.get("a")`, attempts: "endless" },
  "@redis/client createClient": { installed: "@redis/client@5.12.1", code: `${from("{ createClient }", "@redis/client")}const client = createClient();`, call: `client.get("a")`, attempts: "endless" },
  "@aws-sdk/client-bedrock-runtime AWS client": { installed: "@aws-sdk/client-kinesis@3.1143.0", code: `${from("{ KinesisClient }", "@aws-sdk/client-kinesis")}const client = new KinesisClient({});`, call: "client.send(command)", attempts: 3 },
  "@aws-sdk/client-* AWS client": { installed: "@aws-sdk/client-sqs@3.1162.0", code: `${from("{ SQSClient }", "@aws-sdk/client-sqs")}const client = new SQSClient({});`, call: "client.send(command)", attempts: 3 },
  "@elastic/elasticsearch Client": { installed: "@elastic/elasticsearch@9.4.3", code: `${from("{ Client }", "@elastic/elasticsearch")}const client = new Client({ node: "http://search" });`, call: "client.info()", attempts: 4 },
  "@opensearch-project/opensearch Client": { installed: "@opensearch-project/opensearch@3.9.0", code: `${from("{ Client }", "@opensearch-project/opensearch")}const client = new Client({ node: "http://search", maxRetries: 1 });`, call: "client.info()", attempts: 2 },
  "kafkajs producer": { installed: "kafkajs@2.2.4", code: `${from("{ Kafka }", "kafkajs")}const client = new Kafka({ brokers: ["b:9092"] }).producer();`, call: "client.send(message)", attempts: 6 },
  "kafkajs admin": { installed: "kafkajs@2.2.4", code: `${from("{ Kafka }", "kafkajs")}const kafka = new Kafka({ brokers: ["b:9092"], retry: { retries: 2 } });const client = kafka.admin();`, call: "client.listTopics()", attempts: 3 },
  "memcached Memcached": { installed: "memcached@2.2.2", code: `${from("Memcached", "memcached")}const client = new Memcached("cache:11211");`, call: `client.get("a", done)`, attempts: 6 },
  "slonik createPool": { installed: "slonik@47.3.2", code: `${from("{ createPool, sql }", "slonik")}const client = await createPool("postgres://db");`, call: "client.query(text)", attempts: 3 },
};

const rules = { "connections/no-retry-around-reconnecting-client": ["error", { sdks: "report" }] } as Linter.RulesRecord;

function messagesFor(outer: Outer, inner: Inner): string[] {
  const root = makeProject(`${outer.installed}, ${inner.installed}`);
  const code = `${outer.imports}\n${inner.code}\n${outer.around(inner.call)};\n`;
  const linter = new Linter({ cwd: root });
  const config: Linter.Config = { files: ["**/*.ts"], plugins: { connections: plugin as never }, languageOptions: { parser: typescriptParser }, rules };
  return linter.verify(code, [config], { filename: `${root}/src/service.ts` }).map(({ message }) => message);
}

const pairs = Object.entries(OUTER).flatMap(([outer, a]) => Object.entries(INNER).map(([inner, b]) => [outer, inner, a, b] as const));

describe("a retry of five around a client with its own", () => {
  test.each(pairs)("%s x %s", (_outer, _inner, outer, inner) => {
    const [message, ...others] = messagesFor(outer, inner);
    expect(others).toEqual([]);
    if (inner.attempts === "endless") expect(message).toContain("repeats or queues by itself");
    else expect(message).toContain(`up to 5 times what`);
    if (inner.attempts !== "endless") expect(message).toContain(`tries ${inner.attempts} times (`);
    if (inner.attempts !== "endless") expect(message).toContain(`: ${5 * inner.attempts} attempts for each call.`);
  });
});

test("no retry library and no client with attempts of its own is left out", () => {
  const retriers = families.flatMap(({ packages, retriers = [] }) => retriers.filter(({ http, repeats }) => !http && repeats).map(({ name }) => `${packages[0]} ${name}`));
  expect(retriers.filter((name) => !(name in OUTER) && !WITHOUT_NUMBER.has(name))).toEqual([]);
  const repeating = families.flatMap(({ packages, clients = [] }) => clients.filter(({ reconnect = [] }) => reconnect.some(({ attemptsPerCommand }) => attemptsPerCommand !== undefined)).map(({ name }) => `${packages[0]} ${name}`));
  expect(repeating.filter((name) => !(name in INNER) && !name.endsWith(" duplicate"))).toEqual([]);
});
