import type { Alive, Amount, Audit, AuditedClient, Closed, Made, Place, ServerBudget, Total, Wait } from "./model.js";

/** How the reports say what the audit found: the same words in the terminal, in Markdown and on the page. */

/** `10`, `10 (default)`, `10 unless PG_MAX`, `1`, `unlimited`, `unknown`. */
export function amountText(amount: Amount): string {
  if (amount.is !== "known") return amount.is;
  if (amount.by === "fallback") return `${number(amount.value)} unless ${amount.unless}`;
  return amount.by === "default" ? `${number(amount.value)} (default)` : number(amount.value);
}

/** `10 connections`, `1 connection`, `10 connections (default)`, `10 connections unless PG_MAX`, `unlimited`. */
export function sizeText(amount: Amount): string {
  const text = amountText(amount);
  return amount.is === "known" ? text.replace(/^[\d,]+/, (digits) => `${digits} connection${amount.value === 1 ? "" : "s"}`) : text;
}

/** `5 s`, `30 s (default)`, `for ever`, `-`. */
export function waitText(wait: Wait): string {
  switch (wait.is) {
    case "known":
      return wait.by === "default" ? `${duration(wait.value)} (default)` : duration(wait.value);
    case "computed":
      return wait.as;
    case "endless":
      return "for ever";
    case "unknown":
      return "unknown";
    case "none":
      return "-";
  }
}

function duration(ms: number): string {
  return ms % 1_000 === 0 ? `${number(ms / 1_000)} s` : `${number(ms)} ms`;
}

/** `connect 5 s, acquire for ever`; waits that a client does not have are left out. */
export function timeoutsText({ timeouts }: AuditedClient): string {
  const texts = Object.entries(timeouts).flatMap(([name, wait]) => (wait.is === "none" ? [] : [`${name} ${waitText(wait)}`]));
  return texts.length === 0 ? "-" : texts.join(", ");
}

/** What becomes of a dead connection in use. */
export function aliveText({ is, options }: Alive): string {
  const listed = options.join(" and ");
  const texts = {
    fine: "dropped",
    missing: `stays in use: no ${listed}`,
    noRemedy: "stays in use: no option ends it",
    harmful: `${listed} closes healthy connections`,
    watched: "a watchdog ends it",
    unknown: "unknown",
  };
  return texts[is];
}

/** `once`, `3 times`, `on GET /users`, `unknown: one for every turn of a loop`. */
export function madeText(made: Made): string {
  switch (made.is) {
    case "counted":
      return made.times === 1 ? "once" : `${number(made.times)} times`;
    case "repeated":
      return `on ${made.every}`;
    case "script":
      return "by a script that ends";
    case "unknown":
      return made.atLeast > 0 ? `at least ${times(made.atLeast)}: ${made.why}` : `unknown: ${made.why}`;
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${number(count)} times`;
}

/** Who ends it, with the place. */
export function closedText(closed: Closed): string {
  switch (closed.is) {
    case "shutdown":
      return `on ${closed.on} (${placeText(closed.at)})`;
    case "use":
      return "by the function that makes it";
    case "elsewhere":
      return `by ${closed.by} (${placeText(closed.at)}), not seen on shutdown`;
    case "nobody":
      return "nobody";
    case "unknown":
      return `unknown: ${closed.why}`;
  }
}

export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** `server.ts:12 -> db.ts:5`. */
export function wayText(way: readonly Place[]): string {
  return way.map((place) => placeText(place)).join(" -> ");
}

/** `1,600`, `at least 40, 2 clients unknown`, `unlimited`. */
export function totalText({ known, unlimited, unknown }: Total): string {
  if (unlimited.length > 0) return known > 0 ? `unlimited (${number(known)} besides)` : "unlimited";
  if (unknown.length === 0) return number(known);
  return known > 0 ? `${number(known)} and unknown` : "unknown";
}

/** `1,600`, `40+` where some are unknown, `unlimited`, `unknown`: for where there is little room. */
export function shortTotalText({ known, unlimited, unknown }: Total): string {
  if (unlimited.length > 0) return "unlimited";
  if (unknown.length > 0 && known === 0) return "unknown";
  return `${number(known)}${unknown.length > 0 ? "+" : ""}`;
}

/** The sum as it is reckoned: `40 in a process, unless PG_MAX says otherwise, x 8 workers x 20 instances`. */
export function reckoningText({ perProcess }: ServerBudget, { workers, instances }: Audit): string {
  const unless = perProcess.unless.length > 0 ? `, unless ${listed(perProcess.unless)} say${perProcess.unless.length === 1 ? "s" : ""} otherwise,` : "";
  return `${number(perProcess.known)} in a process${unless} x ${number(workers)} worker${workers === 1 ? "" : "s"} x ${number(instances)} instance${instances === 1 ? "" : "s"}`;
}

/** Names are shown up to three. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${count(names.length - 3, "more variable")}` : shown;
}

/** One sentence on a server. */
export function verdictText({ server, verdict, limit, total, restart }: ServerBudget): string {
  const unknown = total.unknown.length > 0 ? ` ${count(total.unknown.length, "client")} of unknown size ${total.unknown.length === 1 ? "comes" : "come"} on top.` : "";
  const unlimited = total.unlimited.length > 0 ? `, and ${count(total.unlimited.length, "client")} any number` : "";
  switch (verdict) {
    case "over":
      return `Over: the server takes ${number(limit ?? 0)}, the service may open ${number(total.known)}${unlimited}.${unknown}`;
    case "unlimited":
      return `Unlimited: ${count(total.unlimited.length, "client")} may open any number.${unknown}`;
    case "tight":
      return `Within ${number(limit ?? 0)}, but a deployment that starts new processes before the old ones end may open ${number(restart.sideBySide)}.`;
    case "unknown":
      return limit === undefined ? `Not known:${unknown}` : `Not known: ${number(total.known)} of ${number(limit)} are accounted for.${unknown}`;
    case "within":
      return `Within ${number(limit ?? 0)}, during deployments too.`;
    case "unchecked":
      return server.is === "any" ? "Not measured: it goes to whatever address it is asked for." : "Not measured: nobody said what the server takes (--server-limit).";
  }
}

/** What happens when the server comes back, in a few words. */
export function restartText({ restart }: ServerBudget): string {
  return `${number(restart.logins)} logins at once when the server comes back, ${number(restart.sideBySide)} open while old and new processes run side by side`;
}

/** With separators for thousands, whatever the machine's language. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}
