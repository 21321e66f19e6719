import type { Source } from "./shape.js";

/** How long a wait lasts when nothing of the client's ends it, in seconds, on Linux with its defaults. */
export const consequences = {
  /** A connection attempt whose packets get no answer: seven SYNs, doubling (net.ipv4.tcp_syn_retries = 6). */
  connect: {
    seconds: 130,
    source: { kind: "page", where: "Linux ip-sysctl: tcp_syn_retries", seen: "2026-11-21" },
  },
  /** A reply on a connection whose peer is gone: until the kernel gives up retransmitting (net.ipv4.tcp_retries2 = 15). */
  reply: {
    seconds: 940,
    source: { kind: "run", where: "ioredis, node-redis, pg, mysql2 and http.Agent with dropped packets: 937 to 946 s", seen: "2026-11-21" },
  },
} as const satisfies Record<string, { readonly seconds: number; readonly source: Source }>;
