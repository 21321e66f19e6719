import type { EntryPoint, Registration } from "./shape.js";

/**
 * Who calls a function again and again: consumers, job queues, timers and serverless runtimes. Counted by running the
 * libraries (ioredis 6.0.0, redis 6.3.1, mqtt 5.16.0, bullmq 6.7.0, bull 4.16.5, bee-queue 2.0.0, sqs-consumer 14.2.8,
 * node-cron 3.0.3 and 4.6.0, cron 4.4.0, node-schedule 2.1.1, croner 11.0.1, @middy/core 6.4.5, @nestjs/schedule 12.0.2)
 * or read in their type declarations (kafkajs 2.2.4, amqplib 0.10.8, nats 2.29.3, agenda 4 to 6, pg-boss 9 and 10,
 * @google-cloud/functions-framework 5.0.5, @azure/functions 4.16.5, firebase-functions 7.4.0).
 */
const workEvents: Registration = { via: "event", names: ["active", "completed", "failed", "progress", "stalled", "error", "drained"], at: ["1"], every: "event", label: "every {0} event" };
const nestJobs = ["Process", "OnWorkerEvent", "OnQueueEvent", "OnQueueActive", "OnQueueCompleted", "OnQueueFailed", "OnQueueProgress"];

export const backgroundEntryPoints: readonly EntryPoint[] = [
  {
    id: "kafkajs",
    packages: ["kafkajs", "@confluentinc/kafka-javascript"],
    receivers: ["new Kafka()", "new KafkaJS.Kafka()"],
    types: ["Consumer"],
    often: [
      { via: "method", names: ["run"], at: ["0.eachMessage", "0.eachBatch"], every: "message", label: "every Kafka message" },
      { via: "event", names: ["*"], at: ["1"], every: "event", label: "every consumer event" },
    ],
  },
  {
    id: "amqplib",
    packages: ["amqplib", "amqplib/callback_api", "amqp-connection-manager"],
    receivers: ["connect()"],
    types: ["Channel", "ConfirmChannel", "ChannelWrapper"],
    often: [
      { via: "method", names: ["consume"], at: ["1"], every: "message", label: "every message of queue {0}" },
      { via: "event", names: ["return"], at: ["1"], every: "message", label: "every returned message" },
    ],
  },
  {
    id: "nats",
    packages: ["nats", "@nats-io/transport-node", "@nats-io/nats-core", "nats.ws"],
    receivers: ["connect()"],
    types: ["NatsConnection"],
    often: [{ via: "method", names: ["subscribe"], at: ["1.callback", "last"], every: "message", label: "every message of {0}" }],
  },
  {
    id: "mqtt",
    packages: ["mqtt", "async-mqtt"],
    receivers: ["connect()", "connectAsync()"],
    types: ["MqttClient"],
    often: [
      { via: "event", names: ["message", "packetreceive"], at: ["1"], every: "message", label: "every MQTT message" },
      { via: "event", names: ["connect", "reconnect"], at: ["1"], every: "event", label: "every reconnect" },
    ],
  },
  {
    id: "redis.subscribe",
    packages: ["redis"],
    receivers: ["createClient()", "createCluster()"],
    often: [
      { via: "method", names: ["subscribe", "pSubscribe", "sSubscribe"], at: ["1"], every: "message", label: "every message of {0}" },
      { via: "event", names: ["ready", "connect", "reconnecting"], at: ["1"], every: "event", label: "every reconnect" },
    ],
  },
  {
    id: "ioredis.subscribe",
    packages: ["ioredis"],
    receivers: ["new ()", "new Redis()", "new Cluster()"],
    often: [
      { via: "event", names: ["message", "messageBuffer", "pmessage", "pmessageBuffer"], at: ["1"], every: "message", label: "every redis message" },
      { via: "event", names: ["connect", "ready", "reconnecting"], at: ["1"], every: "event", label: "every reconnect" },
    ],
  },
  {
    id: "pg.notification",
    packages: ["pg"],
    receivers: ["new Client()", "new Pool()"],
    often: [{ via: "event", names: ["notification"], at: ["1"], every: "message", label: "every NOTIFY" }],
  },
  {
    id: "sqs-consumer",
    packages: ["sqs-consumer"],
    often: [{ via: "call", names: ["Consumer.create"], at: ["0.handleMessage", "0.handleMessageBatch"], every: "message", label: "every SQS message" }],
  },
  {
    id: "google.pubsub",
    packages: ["@google-cloud/pubsub"],
    receivers: ["new PubSub()"],
    often: [{ via: "event", names: ["message"], at: ["1"], every: "message", label: "every Pub/Sub message" }],
  },
  {
    id: "azure.service-bus",
    packages: ["@azure/service-bus", "@azure/event-hubs"],
    receivers: ["new ServiceBusClient()", "new EventHubConsumerClient()"],
    often: [{ via: "method", names: ["subscribe"], at: ["0.*", "1.*"], every: "message", label: "every message" }],
  },
  {
    id: "bullmq",
    packages: ["bullmq"],
    receivers: ["new Worker()", "new QueueEvents()", "new Queue()"],
    often: [{ via: "new", names: ["Worker"], at: ["1"], every: "job", label: "every {0} job" }, workEvents],
  },
  {
    id: "bull",
    packages: ["bull", "bee-queue"],
    receivers: ["new ()", "()"],
    types: ["Queue"],
    often: [{ via: "method", names: ["process"], at: ["last"], every: "job", label: "every job" }, workEvents],
  },
  {
    id: "agenda",
    packages: ["agenda", "@hokify/agenda"],
    receivers: ["new ()", "new Agenda()"],
    often: [{ via: "method", names: ["define"], at: ["1", "2"], every: "job", label: "every {0} job" }],
  },
  {
    id: "pg-boss",
    packages: ["pg-boss"],
    receivers: ["new ()", "new PgBoss()"],
    often: [{ via: "method", names: ["work", "subscribe"], at: ["last"], every: "job", label: "every {0} job" }],
  },
  {
    id: "graphile-worker",
    packages: ["graphile-worker"],
    often: [{ via: "call", names: ["run", "runOnce"], at: ["0.taskList.*"], every: "job", label: "every {property} job" }],
  },
  {
    id: "nest.queue",
    packages: ["@nestjs/bullmq", "@nestjs/bull"],
    often: [
      { via: "decorator", names: nestJobs, at: ["method"], every: "job", label: "every {class:0} job" },
      { via: "decorator", names: ["Processor"], at: ["method:process"], every: "job", label: "every {class:0} job" },
    ],
  },
  {
    id: "inngest",
    packages: ["inngest"],
    receivers: ["new Inngest()"],
    often: [{ via: "method", names: ["createFunction"], at: ["last"], every: "job", label: "every run of the function" }],
  },
  {
    id: "trigger.dev",
    packages: ["@trigger.dev/sdk", "@trigger.dev/sdk/v3"],
    often: [{ via: "call", names: ["task", "schemaTask", "schedules.task"], at: ["0.run"], every: "job", label: "every run of task {0.id}" }],
  },
  {
    id: "nest.schedule",
    packages: ["@nestjs/schedule"],
    often: [{ via: "decorator", names: ["Cron", "Interval"], at: ["method"], every: "tick", label: "every tick of {method}" }],
  },
  {
    id: "node-cron",
    packages: ["node-cron"],
    often: [{ via: "call", names: ["schedule", "createTask"], at: ["1"], every: "tick", label: "cron {0}" }],
  },
  {
    id: "cron",
    packages: ["cron"],
    often: [
      { via: "new", names: ["CronJob"], at: ["1", "0.onTick"], every: "tick", label: "cron {0}" },
      { via: "call", names: ["CronJob.from"], at: ["0.onTick"], every: "tick", label: "cron {0.cronTime}" },
    ],
  },
  {
    id: "node-schedule",
    packages: ["node-schedule"],
    often: [{ via: "call", names: ["scheduleJob"], at: ["last"], every: "tick", label: "schedule {0}" }],
  },
  { id: "croner", packages: ["croner"], often: [{ via: "new", names: ["Cron", ""], at: ["1", "2"], every: "tick", label: "cron {0}" }] },
  {
    id: "toad-scheduler",
    packages: ["toad-scheduler"],
    often: [{ via: "new", names: ["Task", "AsyncTask"], at: ["1"], every: "tick", label: "task {0}" }],
  },
  {
    id: "middy",
    packages: ["@middy/core"],
    receivers: ["()"],
    often: [
      { via: "call", names: [""], at: ["0"], every: "request", label: "every Lambda invocation" },
      { via: "method", names: ["handler", "before", "after", "onError"], at: ["0"], every: "request", label: "every Lambda invocation" },
      { via: "method", names: ["use"], at: ["0.*"], every: "request", label: "every Lambda invocation" },
    ],
  },
  {
    id: "gcp.functions-framework",
    packages: ["@google-cloud/functions-framework"],
    often: [
      { via: "call", names: ["http"], at: ["1"], every: "request", label: "HTTP function {0}" },
      { via: "call", names: ["cloudEvent"], at: ["1"], every: "event", label: "event function {0}" },
    ],
  },
  {
    id: "firebase-functions",
    packages: ["firebase-functions", "firebase-functions/*"],
    receivers: ["https", "pubsub", "firestore", "runWith()", "region()"],
    often: [
      { via: "call", names: ["onRequest", "onCall", "https.onRequest", "https.onCall"], at: ["last"], every: "request", label: "every request" },
      {
        via: "call",
        names: ["onMessagePublished", "onSchedule", "onTaskDispatched", "onObjectFinalized", "onDocumentCreated", "onDocumentUpdated", "onDocumentWritten", "onDocumentDeleted"],
        at: ["last"],
        every: "event",
        label: "every event",
      },
      { via: "method", names: ["onRun", "onPublish", "onCreate", "onUpdate", "onWrite", "onDelete"], at: ["0"], every: "event", label: "every event" },
    ],
  },
  {
    id: "azure.functions",
    packages: ["@azure/functions"],
    receivers: ["app"],
    often: [
      { via: "method", names: ["http", "get", "post", "put", "patch", "deleteRequest"], at: ["1", "1.handler"], every: "request", label: "HTTP function {0}" },
      { via: "method", names: ["timer"], at: ["1.handler"], every: "tick", label: "timer {0}" },
      {
        via: "method",
        names: ["storageQueue", "serviceBusQueue", "serviceBusTopic", "eventHub", "storageBlob", "eventGrid", "cosmosDB", "generic"],
        at: ["1.handler"],
        every: "message",
        label: "every message of {0}",
      },
    ],
  },
];
