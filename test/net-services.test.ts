import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, watch } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

import {
  findProgram,
  ProgramMissing,
  startMariadb,
  startMosquitto,
  startNats,
  startOrSkip,
  startPostgres,
  startRabbitmq,
  startRedis,
  until,
  within,
} from "../lab/net/index.mjs";

const BOUND_MS = 10_000;

const starters = { startRedis, startPostgres, startMariadb, startMosquitto, startNats, startRabbitmq };

const listFolders = (name: string) => readdirSync(tmpdir()).filter((entry) => entry.startsWith(`connections-${name}-`));

describe("starters", () => {
  for (const [starter, start] of Object.entries(starters)) {
    it(`${starter} listens, stops, and leaves nothing behind`, async (context) => {
      const { service, skipped } = await startOrSkip(start);
      if (service === undefined) return context.skip(skipped);
      const before = listFolders(service.name).length;
      const socket = connect(service.port, "127.0.0.1");
      await within(once(socket, "connect"), BOUND_MS, "a connection");
      socket.destroy();

      await service.stop();
      const refused = connect(service.port, "127.0.0.1");
      const [error] = await within(once(refused, "error"), BOUND_MS, "the refusal");
      expect(error).toMatchObject({ code: "ECONNREFUSED" });
      expect(listFolders(service.name).length).toBe(before - 1);
    });
  }

  it("say in one line which program is missing", async () => {
    const missing = await startOrSkip(async () => {
      findProgram("no-such-server", "no-such-package");
      throw new Error("found");
    });
    expect(missing.skipped).toBe("no-such-server is not installed (Debian: apt-get install no-such-package)");
    expect(() => findProgram("no-such-server", "no-such-package")).toThrow(ProgramMissing);
  });

  it("end their server when the process that started it is killed", async (context) => {
    const { service, skipped } = await startOrSkip(startRedis);
    if (service === undefined) return context.skip(skipped);
    await service.stop();

    const kit = new URL("../lab/net/index.mjs", import.meta.url).href;
    const script = `const { startRedis } = await import(${JSON.stringify(kit)});
      const redis = await startRedis();
      console.log(redis.port);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [printed] = await within(once(starter.stdout, "data"), BOUND_MS, "the port");
    const held = connect(Number(String(printed)), "127.0.0.1").on("error", () => {});
    await within(once(held, "connect"), BOUND_MS, "a connection");
    held.write("CONFIG GET dir\r\n");
    const [answer] = await within(once(held, "data"), BOUND_MS, "its folder");
    const folder =
      String(answer)
        .split("\r\n")
        .find((line) => line.startsWith(tmpdir())) ?? "";
    expect(existsSync(folder)).toBe(true);
    const watcher = watch(tmpdir());
    starter.kill("SIGKILL");

    // The server's end closes what is connected to it.
    await within(once(held, "close"), BOUND_MS, "the end of the server");
    await until(watcher, "change", () => !existsSync(folder), BOUND_MS, "the end of its folder");
    watcher.close();
  });
});
