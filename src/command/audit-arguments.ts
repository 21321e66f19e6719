import { readChoice, readFlags } from "./arguments.js";
import { CannotRun } from "./cannot-run.js";

export const auditFormats = ["table", "json", "markdown", "sarif", "html"] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** The command line of the audit, checked. */
export interface AuditArguments {
  readonly asks: "audit" | "help" | "consolidate";
  /** As written. */
  readonly target: string;
  readonly format: AuditFormat;
  /** As written; undefined: the report is printed. */
  readonly output: string | undefined;
  /** undefined: the settings decide. */
  readonly instances: number | undefined;
  readonly workers: number;
  readonly serverLimit: number | undefined;
  readonly serverLimits: ReadonlyMap<string, number>;
  readonly failOver: boolean;
  /** Changes of --consolidate reach the disk. */
  readonly writes: boolean;
  readonly configLookup: boolean;
}

const flags = {
  instances: { type: "string" },
  workers: { type: "string" },
  "server-limit": { type: "string", multiple: true },
  "fail-over": { type: "boolean" },
  format: { type: "string", short: "f" },
  output: { type: "string", short: "o" },
  consolidate: { type: "boolean" },
  write: { type: "boolean" },
  "no-config-lookup": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line of the audit.
 *
 * @throws CannotRun with one line for an unknown flag, a missing or a wrong value
 */
export function readAuditArguments(args: readonly string[]): AuditArguments {
  const { found, paths } = readFlags(args, flags);
  const [target = ".", second] = paths;
  if (second !== undefined) throw new CannotRun(`the audit takes one tsconfig or folder, not ${target} and ${second}`);
  const last = (name: keyof typeof flags): string | undefined => found.get(name)?.at(-1);
  const limits = (found.get("server-limit") ?? []).map(readServerLimit);
  const isConsolidating = found.has("consolidate");
  if (found.has("write") && !isConsolidating) throw new CannotRun("--write belongs to --consolidate: the audit itself changes nothing");
  return {
    asks: found.has("help") ? "help" : isConsolidating ? "consolidate" : "audit",
    target,
    format: readChoice("format", last("format") ?? "table", auditFormats),
    output: last("output"),
    instances: readCount("instances", last("instances")),
    workers: readCount("workers", last("workers")) ?? 1,
    serverLimit: limits.findLast(([name]) => name === "")?.[1],
    serverLimits: new Map(limits.filter(([name]) => name !== "")),
    failOver: found.has("fail-over"),
    writes: found.has("write"),
    configLookup: !found.has("no-config-lookup"),
  };
}

/** `100`, or `DATABASE_URL=100` for one server. */
function readServerLimit(written: string): readonly [name: string, limit: number] {
  const at = written.lastIndexOf("=");
  return [at < 0 ? "" : written.slice(0, at), readCount("server-limit", written.slice(at + 1)) as number];
}

function readCount(flag: string, written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(written)) throw new CannotRun(`--${flag} takes a whole number above 0, not "${written}"`);
  return Number(written);
}
