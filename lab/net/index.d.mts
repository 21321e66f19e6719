/** Types of the network kit, for TypeScript outside this folder. Each is documented where it is made. */
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";

export class WaitedTooLong extends Error {}
export class ProgramMissing extends Error {}

export function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T>;
export function until(
  emitter: EventEmitter,
  event: string,
  isDone: () => boolean,
  ms: number,
  what: string,
): Promise<void>;
export function untilQuiet(
  emitter: EventEmitter,
  event: string,
  options: { quietMs: number; ceilingMs: number; isDone?: () => boolean },
): Promise<"done" | "quiet" | "ceiling">;

export class FlowCounter extends EventEmitter {
  connects: number;
  open: number;
  peak: number;
  add(socket: Socket): void;
  touch(): void;
  destroyAll(): void;
}

export interface LoopbackServer {
  port: number;
  flows: FlowCounter;
  close(): Promise<void>;
}

export interface SilentProxy extends LoopbackServer {
  freeze(): number;
  frozen(): number;
  hungUp(): number;
}

export function startLoopbackServer(serve: (socket: Socket, flows: FlowCounter) => void): Promise<LoopbackServer>;
export function startSilentProxy(target: { host?: string; port: number } | { path: string }): Promise<SilentProxy>;
export function startMuteServer(): Promise<LoopbackServer>;
export function startClosingServer(): Promise<LoopbackServer>;
export function startUnreachablePort(): Promise<{ port: number; close(): Promise<void> }>;
export function findRefusingPort(): Promise<number>;
export function findProgram(program: string, debianPackage: string, alsoIn?: string[]): string;

export interface Service {
  name: string;
  port: number;
  log(): string;
  stop(): Promise<void>;
}

export function startOrSkip(
  start: () => Promise<Service>,
): Promise<{ service: Service; skipped?: undefined } | { service?: undefined; skipped: string }>;
export function startRedis(): Promise<Service>;
export function startPostgres(): Promise<Service>;
export function startMariadb(): Promise<Service>;
export function startRabbitmq(): Promise<Service>;
export function startMosquitto(): Promise<Service>;
export function startNats(): Promise<Service>;
