import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import {
  findRefusingPort,
  startClosingServer,
  startMuteServer,
  startSilentProxy,
  startLoopbackServer,
  startUnreachablePort,
  until,
  untilQuiet,
  WaitedTooLong,
  within,
} from "../lab/net/index.mjs";

const BOUND_MS = 10_000;
/** Long enough to see an answer that comes, on a loopback. */
const SILENCE_MS = 300;

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  while (cleanUps.length > 0) await cleanUps.pop()?.();
});

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  cleanUps.push(() => socket.destroy());
  await within(once(socket, "connect"), BOUND_MS, "a connection");
  return socket;
}

async function startEcho() {
  const server = await startLoopbackServer((socket) => {
    socket.on("data", (chunk) => socket.write(chunk));
    socket.on("end", () => socket.end());
  });
  cleanUps.push(server.close);
  return server;
}

const readNext = async (socket: Socket): Promise<string> => {
  const [chunk] = await within(once(socket, "data"), BOUND_MS, "an answer");
  return String(chunk);
};

describe("a server that never answers", () => {
  it("accepts, takes what is sent, and says nothing", async () => {
    const server = await startMuteServer();
    cleanUps.push(server.close);
    const socket = await dial(server.port);
    socket.write("PING\r\n");

    await expect(within(once(socket, "data"), SILENCE_MS, "an answer")).rejects.toThrow(WaitedTooLong);
    expect(server.flows).toMatchObject({ connects: 1, open: 1, peak: 1 });
    expect(socket.closed).toBe(false);
  });
});

describe("a server that accepts and closes", () => {
  it("ends every connection cleanly", async () => {
    const server = await startClosingServer();
    cleanUps.push(server.close);
    const socket = connect(server.port, "127.0.0.1");
    socket.resume();

    const [hadError] = await within(once(socket, "close"), BOUND_MS, "the close");
    expect(hadError).toBe(false);
    expect(server.flows.connects).toBe(1);
  });
});

describe("ports that cannot be reached", () => {
  it("refuses where nobody listens", async () => {
    const socket = connect(await findRefusingPort(), "127.0.0.1");
    const [error] = await within(once(socket, "error"), BOUND_MS, "the refusal");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("lets SYN packets go unanswered where the backlog is full", async () => {
    const unreachable = await startUnreachablePort();
    cleanUps.push(unreachable.close);
    const socket = connect(unreachable.port, "127.0.0.1").on("error", () => {});
    cleanUps.push(() => socket.destroy());

    await expect(within(once(socket, "connect"), SILENCE_MS, "a connection")).rejects.toThrow(WaitedTooLong);
    expect(socket.connecting).toBe(true);
  });
});

describe("the counter of connections", () => {
  it("counts all, those open now and the most at once", async () => {
    const server = await startEcho();
    const [first, second] = [await dial(server.port), await dial(server.port)];
    first.end();
    second.end();
    await until(server.flows, "activity", () => server.flows.open === 0, BOUND_MS, "no open connection");
    await dial(server.port);
    await until(server.flows, "activity", () => server.flows.connects === 3, BOUND_MS, "the third connection");

    expect(server.flows).toMatchObject({ connects: 3, open: 1, peak: 2 });
  });
});

describe("the silent proxy", () => {
  it("forwards while it is awake, the end of a connection too", async () => {
    const proxy = await startSilentProxy({ port: (await startEcho()).port });
    cleanUps.push(proxy.close);
    const socket = await dial(proxy.port);
    socket.write("SELECT 1");
    expect(await readNext(socket)).toBe("SELECT 1");

    socket.end();
    await until(proxy.flows, "activity", () => proxy.flows.open === 0, BOUND_MS, "the end");
  });

  it("keeps frozen flows open and silent while new ones work", async () => {
    const echo = await startEcho();
    const proxy = await startSilentProxy({ port: echo.port });
    cleanUps.push(proxy.close);
    const old = await dial(proxy.port);
    old.write("before");
    expect(await readNext(old)).toBe("before");

    expect(proxy.freeze()).toBe(1);
    old.write("after");
    await expect(within(once(old, "data"), SILENCE_MS, "an answer")).rejects.toThrow(WaitedTooLong);
    expect(old.closed).toBe(false);
    expect(old.writableLength).toBe(0); // the kernel took it and the proxy acknowledged it

    const fresh = await dial(proxy.port);
    fresh.write("new");
    expect(await readNext(fresh)).toBe("new");
    expect(proxy).toMatchObject({ flows: { connects: 2, open: 2, peak: 2 } });
    expect(proxy.frozen()).toBe(1);
  });

  it("hides that the server has closed, and counts clients that hang up on a silenced flow", async () => {
    const echo = await startEcho();
    const proxy = await startSilentProxy({ port: echo.port });
    cleanUps.push(proxy.close);
    const socket = await dial(proxy.port);
    await until(echo.flows, "activity", () => echo.flows.open === 1, BOUND_MS, "the forwarded connection");
    proxy.freeze();
    echo.flows.destroyAll();
    await until(echo.flows, "activity", () => echo.flows.open === 0, BOUND_MS, "the server's end");
    await expect(within(once(socket, "close"), SILENCE_MS, "a close")).rejects.toThrow(WaitedTooLong);

    expect(proxy.hungUp()).toBe(0);
    socket.end();
    await until(proxy.flows, "activity", () => proxy.hungUp() === 1, BOUND_MS, "the client's end");
  });
});

describe("bounded waits", () => {
  it("name what was not seen", async () => {
    await expect(within(new Promise(() => {}), 5, "the moon")).rejects.toThrow("the moon: not seen within 5 ms");
  });

  it("tell stillness from work still going on", async () => {
    const echo = await startEcho();
    const socket = await dial(echo.port);
    let left = 5;
    socket.on("data", () => {
      left -= 1;
      if (left > 0) setTimeout(() => socket.write("more"), 50);
      echo.flows.touch();
    });
    socket.write("more");

    expect(await untilQuiet(echo.flows, "activity", { quietMs: 400, ceilingMs: BOUND_MS })).toBe("quiet");
    expect(left).toBe(0);
  });

  it("end at once when done and at the ceiling when never still", async () => {
    const echo = await startEcho();
    const timer = setInterval(() => echo.flows.touch(), 5);
    cleanUps.push(() => clearInterval(timer));

    expect(await untilQuiet(echo.flows, "activity", { quietMs: 200, ceilingMs: BOUND_MS, isDone: () => true })).toBe(
      "done",
    );
    expect(await untilQuiet(echo.flows, "activity", { quietMs: 2_000, ceilingMs: 100 })).toBe("ceiling");
  });
});
