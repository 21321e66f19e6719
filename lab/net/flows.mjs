import { EventEmitter } from "node:events";

/**
 * Counts the connections a server has accepted. Every change and every byte emits `"activity"`, so that a caller can
 * wait for a number or for stillness.
 *
 * `connects` all that ever came, `open` those open now, `peak` the most open at once.
 */
export class FlowCounter extends EventEmitter {
  connects = 0;
  open = 0;
  peak = 0;
  /** @type {Set<import("node:net").Socket>} */
  #sockets = new Set();

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /**
   * Counts a socket from now until it closes.
   *
   * @param {import("node:net").Socket} socket
   */
  add(socket) {
    this.#sockets.add(socket);
    this.connects += 1;
    this.open += 1;
    this.peak = Math.max(this.peak, this.open);
    socket.on("error", () => {}); // a reset by the peer ends in "close" as well, and that is what is counted
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.open -= 1;
      this.touch();
    });
    this.touch();
  }

  /** Tells waiters that something moved. */
  touch() {
    this.emit("activity");
  }

  /** Destroys every open socket. */
  destroyAll() {
    for (const socket of this.#sockets) socket.destroy();
  }
}
