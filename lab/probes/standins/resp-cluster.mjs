import { startLoopbackServer } from "../../net/loopback-server.mjs";

const NODE = "07c37dfeb235213a872192d90877d0cd55635b91";
const SLOTS = 16_384;

/** @param {string} value */
const bulk = (value) => `$${Buffer.byteLength(value)}\r\n${value}\r\n`;

/**
 * A stand-in for a Redis cluster of one master that owns all slots, as its clients see it: they ask for the layout, and
 * reach the node at `announced`.
 *
 * @param {number} [announced] its own port, unless told
 */
export const startRespCluster = (announced) =>
  startLoopbackServer((socket, flows) => {
    let buffered = "";
    socket.on("end", () => socket.end());
    socket.setEncoding("latin1").on("data", (chunk) => {
      flows.touch();
      buffered += chunk;
      for (let command = takeCommand(buffered); command !== undefined; command = takeCommand(buffered)) {
        buffered = command.rest;
        socket.write(answer(command.words, announced ?? socket.localPort ?? 0));
      }
    });
  });

/** @param {string[]} words @param {number} announced */
function answer(words, announced) {
  const [name, section] = words.map((word) => word.toLowerCase());
  if (name === "cluster" && section === "slots") return `*1\r\n*3\r\n:0\r\n:${SLOTS - 1}\r\n*3\r\n${bulk("127.0.0.1")}:${announced}\r\n${bulk(NODE)}`;
  if (name === "cluster" && section === "info") return bulk("cluster_state:ok\r\n");
  if (name === "info") return bulk("redis_version:7.0.0\r\nloading:0\r\ncluster_enabled:1\r\n");
  if (name === "command") return "*0\r\n";
  return name === "get" ? "$-1\r\n" : "+OK\r\n";
}

/**
 * The first whole command of what has come, an array of bulk strings.
 *
 * @param {string} text
 * @returns {{ words: string[], rest: string } | undefined}
 */
function takeCommand(text) {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return undefined;
  let at = count[0].length;
  /** @type {string[]} */
  const words = [];
  while (words.length < Number(count[1])) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return undefined;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(at, end));
    at = end + 2;
  }
  return { words, rest: text.slice(at) };
}
