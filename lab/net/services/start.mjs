/**
 * Starters for real servers: a free loopback port, a data folder of its own, and `stop()` that ends the process and
 * removes the folder. Each throws `ProgramMissing` when its program is not installed; `startOrSkip` turns that into a
 * reason.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { findPostgresFolders, findProgram, ProgramMissing } from "./find-program.mjs";
import { startGuarded } from "./guarded-process.mjs";
import { findFreePort } from "../free-port.mjs";
import { findUnprivilegedUser, makeScratchFolder } from "./scratch.mjs";

/**
 * @typedef {object} Service
 * @property {string} name
 * @property {number} port on 127.0.0.1
 * @property {() => string} log the last of the server's output
 * @property {() => Promise<void>} stop
 */

/**
 * @param {() => Promise<Service>} start
 * @returns {Promise<{ service: Service, skipped?: undefined } | { service?: undefined, skipped: string }>}
 */
export async function startOrSkip(start) {
  try {
    return { service: await start() };
  } catch (error) {
    if (error instanceof ProgramMissing) return { skipped: error.message };
    throw error;
  }
}

/**
 * @param {string} name
 * @param {number} port
 * @param {import("./guarded-process.mjs").GuardedProcess} server
 * @param {{ remove: () => void }} folder
 * @param {() => Promise<void>} [stopAlso]
 * @returns {Service}
 */
function makeService(name, port, server, folder, stopAlso = async () => {}) {
  return {
    name,
    port,
    log: server.log,
    async stop() {
      await server.stop();
      await stopAlso();
      folder.remove();
    },
  };
}

/**
 * A scratch folder that goes away again when what is done with it fails.
 *
 * @param {string} name
 * @param {{ uid: number, gid: number } | undefined} owner
 * @param {(folder: { path: string, remove: () => void }) => Promise<Service>} start
 * @returns {Promise<Service>}
 */
async function startInFolder(name, owner, start) {
  const folder = makeScratchFolder(name, owner);
  try {
    return await start(folder);
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/**
 * redis-server without persistence.
 *
 * @returns {Promise<Service>}
 */
export async function startRedis() {
  const program = findProgram("redis-server", "redis-server");
  return startInFolder("redis", undefined, async (folder) => {
    const port = await findFreePort();
    const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path];
    const server = await startGuarded(program, args, {
      ready: /Ready to accept connections/,
      stopSignal: "KILL",
      scratch: folder.path,
    });
    return makeService("redis", port, server, folder);
  });
}

/**
 * PostgreSQL, user `probe`, database `postgres`, no password, room for 1,000 connections.
 *
 * @returns {Promise<Service>}
 */
export async function startPostgres() {
  const folders = findPostgresFolders();
  const initdb = findProgram("initdb", "postgresql", folders);
  const postgres = findProgram("postgres", "postgresql", folders);
  const user = findUnprivilegedUser("postgres");
  return startInFolder("postgres", user, async (folder) => {
    const data = join(folder.path, "data");
    const initArgs = ["-D", data, "-U", "probe", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-N"];
    execFileSync(initdb, initArgs, { stdio: "pipe", cwd: folder.path, ...user });
    const port = await findFreePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "1000",
      fsync: "off",
      shared_buffers: "32MB",
      autovacuum: "off",
    };
    const args = ["-D", data, "-p", `${port}`];
    for (const [key, value] of Object.entries(settings)) args.push("-c", `${key}=${value}`);
    const ready = /database system is ready to accept connections/;
    const server = await startGuarded(postgres, args, { ready, stopSignal: "QUIT", user, scratch: folder.path });
    return makeService("postgres", port, server, folder);
  });
}

/**
 * MariaDB, user `probe` with password `probe` (mysql_native_password), database `probe`, room for 1,000 connections.
 *
 * @returns {Promise<Service>}
 */
export async function startMariadb() {
  const program = findProgram("mariadbd", "mariadb-server");
  const install = findProgram("mariadb-install-db", "mariadb-server");
  const user = findUnprivilegedUser("mysql");
  return startInFolder("mariadb", user, async (folder) => {
    const data = join(folder.path, "data");
    const init = join(folder.path, "init.sql");
    mkdirSync(data);
    writeFileSync(init, "CREATE DATABASE probe;\nGRANT ALL ON *.* TO 'probe'@'%' IDENTIFIED BY 'probe';\n");
    if (user !== undefined) execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, folder.path]);
    const installArgs = [
      "--no-defaults",
      `--datadir=${data}`,
      "--skip-test-db",
      "--auth-root-authentication-method=normal",
    ];
    execFileSync(install, installArgs, { stdio: "pipe", cwd: folder.path, ...user });
    const port = await findFreePort();
    const args = [
      "--no-defaults",
      `--datadir=${data}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(folder.path, "mariadb.sock")}`,
      `--pid-file=${join(folder.path, "mariadb.pid")}`,
      `--init-file=${init}`,
      "--max-connections=1000",
      "--max-connect-errors=1000000",
      "--skip-name-resolve",
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-buffer-pool-size=32M",
    ];
    const ready = /ready for connections/;
    const server = await startGuarded(program, args, { ready, stopSignal: "KILL", user, scratch: folder.path });
    return makeService("mariadb", port, server, folder);
  });
}

/**
 * RabbitMQ, user `guest`, with a port mapper (epmd) of its own, so that none is left behind.
 *
 * @returns {Promise<Service>}
 */
export async function startRabbitmq() {
  // Debian's /usr/sbin/rabbitmq-server only changes the user and calls the one below.
  const program = findProgram("rabbitmq-server", "rabbitmq-server", []).replace("/usr/sbin/", "/usr/lib/rabbitmq/bin/");
  const epmd = findProgram("epmd", "erlang-base");
  return startInFolder("rabbitmq", undefined, async (folder) => {
    const [port, mapperPort, nodePort] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const env = {
      HOME: folder.path,
      ERL_EPMD_PORT: `${mapperPort}`,
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_NODENAME: `probe${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${nodePort}`,
      RABBITMQ_MNESIA_BASE: join(folder.path, "mnesia"),
      RABBITMQ_LOG_BASE: join(folder.path, "log"),
      RABBITMQ_LOGS: "-",
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder.path, "plugins"),
      RABBITMQ_CONF_ENV_FILE: join(folder.path, "env.conf"),
      RABBITMQ_CONFIG_FILE: join(folder.path, "rabbitmq"),
      RABBITMQ_PID_FILE: join(folder.path, "pid"),
    };
    const mapperArgs = ["-port", `${mapperPort}`, "-address", "127.0.0.1", "-debug"];
    const mapper = await startGuarded(epmd, mapperArgs, { ready: /epmd running/, stopSignal: "KILL", env });
    try {
      const options = { ready: /Server startup complete|completed with \d+ plugins/, env, scratch: folder.path };
      const server = await startGuarded(program, [], options);
      return makeService("rabbitmq", port, server, folder, mapper.stop);
    } catch (error) {
      await mapper.stop();
      throw error;
    }
  });
}

/**
 * Mosquitto without authentication.
 *
 * @returns {Promise<Service>}
 */
export async function startMosquitto() {
  const program = findProgram("mosquitto", "mosquitto");
  return startInFolder("mosquitto", undefined, async (folder) => {
    const port = await findFreePort();
    const config = join(folder.path, "mosquitto.conf");
    const user = process.getuid?.() === 0 ? "user root\n" : "";
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n${user}`);
    const server = await startGuarded(program, ["-v", "-c", config], {
      ready: /running/,
      stopSignal: "KILL",
      scratch: folder.path,
    });
    return makeService("mosquitto", port, server, folder);
  });
}

/**
 * nats-server.
 *
 * @returns {Promise<Service>}
 */
export async function startNats() {
  const program = findProgram("nats-server", "nats-server");
  return startInFolder("nats", undefined, async (folder) => {
    const port = await findFreePort();
    const args = ["--addr", "127.0.0.1", "--port", `${port}`];
    const server = await startGuarded(program, args, {
      ready: /Server is ready/,
      stopSignal: "KILL",
      scratch: folder.path,
    });
    return makeService("nats", port, server, folder);
  });
}
