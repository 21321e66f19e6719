import type { Family, Maker, Retrier } from "./shape.js";
import { code, run } from "./source.js";

/**
 * Retries that belong to a client, or to what makes one: told by the options of the client, and judged like those of a
 * retry library.
 */

/** `errors + 1 >= retryAttempts` ends it, which no number of errors fulfils for `Infinity` and `NaN`. Every 3 s by default. */
function nestModule(packageName: string, module: string, optionsAt: number, defaults: readonly (readonly [string, number])[], seen: string, when?: NonNullable<Retrier["written"]>[number]["when"]): Retrier {
  const source = run(seen);
  const probe = (what: string): string => `${packageName}/${module}/attempts/${what}`;
  const absent = defaults.map(([range, value]) => ({ versions: range, source, value, probe: probe("absent") }));
  const versions = ">=10 <13";
  const endless = { versions, source, means: "endless", ...(when ? { when } : {}) } as const;
  return {
    name: `${module}.forRoot`,
    makers: [
      { path: `${module}.forRoot`, by: "call", options: [optionsAt] },
      { path: `${module}.forRootAsync`, by: "call", options: [0], answeredBy: "useFactory" },
    ],
    attempts: { options: ["retryAttempts"], counts: "total", absent },
    written: [
      { ...endless, option: "retryAttempts", is: ["<Infinity>", "<huge>"], probe: probe("Infinity") },
      { ...endless, option: "retryAttempts", is: ["<NaN>"], probe: probe("NaN") },
    ],
    ends: [{ option: "toRetry", callback: { sees: [0] } }, { option: "manualInitialization", unless: [false, "<undefined>"] }, { option: "lazyConnection", unless: [false, "<undefined>"] }],
  };
}

export const nestTypeormRetry: Family = {
  packages: ["@nestjs/typeorm"],
  retriers: [nestModule("@nestjs/typeorm", "TypeOrmModule", 0, [[">=10 <12", 9], [">=12 <13", 10]], "@nestjs/typeorm@10.0.2, 11.0.0 and 12.0.2 with a data source that is never there")],
};

export const nestMongooseRetry: Family = {
  packages: ["@nestjs/mongoose"],
  retriers: [nestModule("@nestjs/mongoose", "MongooseModule", 1, [[">=10 <13", 9]], "@nestjs/mongoose@10.1.0, 11.0.3 and 12.0.0 with a connection that is never there")],
};

/** Without `autoLoadModels` it makes the Sequelize and does not connect: there is nothing to repeat. */
export const nestSequelizeRetry: Family = {
  packages: ["@nestjs/sequelize"],
  retriers: [
    nestModule("@nestjs/sequelize", "SequelizeModule", 0, [[">=10 <13", 9]], "@nestjs/sequelize@10.0.1, 11.0.1 and 12.0.0 with a database that is never there", [
      { option: "autoLoadModels", is: [true] },
    ]),
  ],
};

/**
 * A cluster asks its nodes again, at once, until so many errors have removed them. `0` is the default; a node that is put
 * aside (`restoreNodeTimeout`) is not asked until then.
 */
function poolCluster(packageName: string, versions: string, seen: string, promise: boolean): Retrier {
  const probe = (what: string): string => `${packageName}/createPoolCluster/attempts/${what}`;
  return {
    name: "createPoolCluster",
    makers: [{ path: "createPoolCluster", by: "call", options: [0] }, ...(promise ? [{ path: "promise.createPoolCluster", by: "call", options: [0] } as const satisfies Maker] : [])],
    attempts: { options: ["removeNodeErrorCount"], counts: "total", absent: [{ versions, source: run(seen), value: 5, probe: probe("absent") }] },
    written: [{ versions, source: run(seen), option: "removeNodeErrorCount", is: ["<Infinity>", "<huge>"], means: "endless", probe: probe("Infinity") }],
    ends: [{ option: "canRetry", unless: [true, "<undefined>"] }],
  };
}

export const mysqlClusterRetry: Family = { packages: ["mysql"], retriers: [poolCluster("mysql", ">=2 <3", "mysql@2.18.1 against a closed port", false)] };

export const mysql2ClusterRetry: Family = {
  packages: ["mysql2", "mysql2/promise"],
  retriers: [poolCluster("mysql2", ">=1 <4", "mysql2@1.7.0, 2.3.3 and 3.24.6 against a closed port", true)],
};

/** On an error of a command: connect again (1) and send the command again (2). Nothing counts how often. */
const reconnectOnError: Retrier = {
  name: "Redis",
  makers: ["", "Redis"].map((path) => ({ path, by: "new", options: [2, 1, 0], url: { args: [0] } })),
  attempts: { options: [], counts: "retries", absent: [{ versions: ">=4 <7", source: code("ioredis@5.11.1 built/redis/parser DataHandler"), value: "varies" }] },
  callbacks: [
    {
      versions: ">=4 <7",
      option: "reconnectOnError",
      endlessWhen: { answers: 2 },
      source: run("ioredis@4.31.0, 5.11.1 and 6.0.0 with a command of the wrong type"),
      probe: "ioredis/Redis/reconnectOnError/2",
    },
  ],
};

export const ioredisErrors: Family = { packages: ["ioredis"], retriers: [reconnectOnError] };
