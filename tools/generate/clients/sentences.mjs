// What a page says of a client at one version, a sentence or two for each question. Nothing where nothing is known.
import { amount, code, codes, conditions, ignoredName, words } from "./words.mjs";

const HOLDS = {
  pool: "a pool of connections",
  cluster: "a cluster, with connections to several nodes",
  agent: "an agent, with a pool of sockets for requests",
  connection: "one connection, for one caller at a time",
  multiplexed: "one connection, shared by all callers",
  nothing: "a client that sends through an agent",
};

function makers({ makers: all, holds, name }) {
  const made = all.map(({ path, by }) => {
    const call = `${path === "" ? name : path}(…)`;
    return code(by === "call" ? call : `new ${call}`);
  });
  return `${[...new Set(made)].join(", ")}: ${HOLDS[holds]}.`;
}

/** One setting or several of which conditions choose. */
function settingText(settings, one) {
  if (!settings?.length) return undefined;
  const texts = settings.map((setting) => {
    const text = one(setting);
    return setting.when && text ? `Where ${conditions(setting.when)}: ${text}` : text;
  });
  return [...new Set(texts)].filter(Boolean).join(" ") || undefined;
}

function absentText({ absent, unit, options }, none) {
  const [fact] = absent;
  const name = code(options[0]);
  if (!fact) return `${name}.`;
  if (fact.value === "off") return `${name}, **${none}** where it is absent.`;
  if (fact.value === "required") return `${name}, which has to be written.`;
  if (fact.value === "varies") return `${name}; without it, it depends on the machine or on other options.`;
  return `${name}, ${amount(fact.value, unit)} where it is absent.`;
}

/** What written values mean, and where the setting is looked for. */
function writtenText({ values = [], ignored = [], options, inUrl = [], unit }, off) {
  const meaning = (means) => values.filter((fact) => fact.means === means).map(({ value }) => value);
  const numbers = values.filter(({ means }) => typeof means === "number");
  const list = (label, found) => (found.length > 0 ? [`${label} ${words(found)}.`] : []);
  return [
    ...list(off, meaning("off")),
    ...list("As if absent:", meaning("default")),
    ...[...new Set(numbers.map(({ means }) => means))].map((means) => `Taken as ${amount(means, unit)}: ${words(meaning(means))}.`),
    ...list("Throws:", meaning("throws")),
    ...list("Never works:", meaning("never")),
    ...(options.length > 1 ? [`Counts as well: ${codes(options.slice(1))}.`] : []),
    ...(inUrl.length > 0 ? [`Read from the URL as ${codes(inUrl)}.`] : []),
    ...(ignored.length > 0 ? [`Ignored: ${[...new Set(ignored.map(({ option }) => ignoredName(option)))].join(", ")}.`] : []),
  ];
}

function limit({ settings }) {
  return settingText(settings.limit, (setting) => [absentText(setting, "no limit"), ...writtenText(setting, "No limit:")].join(" "));
}

const EXPIRY = {
  connectTimeout: { destroys: "On expiry the attempt is ended.", rejects: "On expiry the caller gets an error.", warns: "On expiry it only warns." },
  acquireTimeout: { destroys: "On expiry the caller gets an error.", rejects: "On expiry the caller gets an error.", warns: "On expiry it only warns." },
  commandTimeout: {
    destroys: "On expiry the connection is destroyed.",
    rejects: "On expiry the caller gets an error and the connection stays.",
    warns: "On expiry it only warns.",
  },
};

function timeout(name) {
  return ({ settings }) =>
    settingText(settings[name], (setting) => {
      const { onExpiry, perCall = [], breaksBlocking, together = [] } = setting;
      return [
        absentText(setting, "no end"),
        ...writtenText(setting, "No end:"),
        ...(onExpiry ? [EXPIRY[name][onExpiry]] : []),
        ...(perCall.length > 0 ? [`A single call ends it with ${codes(perCall)}.`] : []),
        ...(breaksBlocking ? ["It fails commands that wait on purpose."] : []),
        ...together.map(({ option, text }) => `Write ${code(`${option}: ${text}`)} with it.`),
      ].join(" ");
    });
}

const WATCHDOG = "[watchdog](../rules/require-liveness.md)";

function liveness({ liveness: facts = [], settings }) {
  const [fact] = facts;
  if (!fact) return undefined;
  const needed = (fact.options ?? []).map(code).join(" and ");
  const ends = {
    self: "Destroyed by the client itself.",
    option: `Destroyed only with ${needed}.`,
    code: needed === "" ? `No option destroys it: it takes a ${WATCHDOG}.` : `It takes a ${WATCHDOG}; ${needed} help where nothing is written to it.`,
    none: "Nothing destroys it.",
  }[fact.by];
  const own = settingText(settings.deadPeer, (setting) => `${absentText(setting, "off")}${setting.disturbsIdle ? " It also closes healthy connections that nobody uses for longer." : ""}`);
  return [
    ends,
    ...(own && fact.by !== "self" ? [`That is ${own}`] : []),
    ...(fact.looksSafe?.length ? [`Only looks as if it did: ${codes(fact.looksSafe)}.`] : []),
    ...(fact.harmful ?? []).map(({ option, without }) => `${code(option)} without ${codes(without)} does harm: a healthy client that nobody uses for longer is closed for good.`),
  ].join(" ");
}

function reconnecting({ reconnect = [], strategies = [], backoffs = [] }) {
  const [fact] = reconnect;
  if (!fact) return undefined;
  const { by, givesUp, attemptsPerCommand, attemptsOption, firstConnect, sdk, unless = [] } = fact;
  const again = { loop: "Dials again by itself", onDemand: "Dials again at the next command", no: "Never dials again: make a new one." }[by];
  const tries = (count) => `after ${amount(count)} attempt${count === 1 ? "" : "s"}`;
  const end = by === "no" ? "" : givesUp === "never" ? " and never gives up." : `, and gives up ${tries(givesUp)}.`;
  return [
    sdk ? `Repeats its requests by itself${end}` : `${again}${end}`,
    ...(typeof attemptsPerCommand === "number" ? [`Each command is tried up to ${amount(attemptsPerCommand)} times${attemptsOption ? ` (${code(attemptsOption)})` : ""}.`] : []),
    ...(attemptsPerCommand === "off" ? ["Commands are kept or repeated without an end."] : []),
    ...(firstConnect ? ["A first connect that fails is not repeated."] : []),
    ...unless.map((list) => `Not where ${conditions(list)}.`),
    ...strategies.map(({ option, stops }) => `${code(option)} answers the delay${stops.length > 0 ? ` and gives up with ${words(stops)}` : ""}.`),
    ...backoffs.map(backoffText),
  ].join(" ");
}

function backoffText({ delay, cap, unit }) {
  const growth = cap ? `, growing to ${amount(cap.absent, unit)} (${code(cap.option)})` : ", always the same";
  return `The first delay is ${amount(delay.absent, unit)} (${code(delay.option)})${growth}.`;
}

function errorEvent({ errorEvent: facts = [] }) {
  const texts = facts.map(({ crashes, on, emits, from }) => {
    const where = `${on === "" ? "" : ` on ${code(on)}`}${from ? ` (imported from ${codes(from)})` : ""}`;
    if (emits === false) return `Never emitted${where}: a listener there is dead code.`;
    return crashes ? `Without a listener${where} **the process ends**.` : `Without a listener${where} the process goes on.`;
  });
  return texts.join(" ") || undefined;
}

function leases({ leases: all = [], bodies = [], lostSlots = [] }) {
  const texts = all.map((lease) => {
    const back = [...lease.release.map((name) => `${name}()`), ...(lease.releaseOnPool ?? []).map((name) => `${name}(connection)`)];
    const drops = [...(lease.destroy ?? []).map((name) => `${name}()`), ...(lease.releaseTakesError ? [`${lease.release[0]}(error)`] : [])];
    const { twice, keepsDead, shortcuts = [] } = lease;
    const options = [...new Set([...(keepsDead?.poolOptions ?? []), ...(keepsDead?.queryOptions ?? [])])];
    return [
      `Taken with ${code(`${lease.take}()`)}, given back with ${back.map(code).join(" or ")}.`,
      ...(drops.length > 0 ? [`Dropped with ${drops.map(code).join(" or ")}.`] : []),
      ...(shortcuts.length > 0 ? [`${shortcuts.map((name) => code(`${name}()`)).join(" and ")} of the pool take${shortcuts.length === 1 ? "s" : ""} and give${shortcuts.length === 1 ? "s" : ""} back by ${shortcuts.length === 1 ? "itself" : "themselves"}.`] : []),
      ...(twice ? [twice.does === "throws" ? "Given back twice it throws." : "Given back twice it serves two callers at once."] : []),
      ...(keepsDead ? [`After ${options.map(code).join(" or ")} has expired, a plain ${code(`${lease.release[0]}()`)} puts a dead connection back.`] : []),
      ...(lease.errorEvent ? ["While it is taken, an unheard `error` of the connection ends the process."] : []),
    ].join(" ");
  });
  const lost = lostSlots.map(({ methods, option }) => `${methods.map((name) => code(`${name}()`)).join(" and ")} with ${code(option)} never give${methods.length === 1 ? "s" : ""} the connection back when it expires.`);
  const unread = bodies.map(({ take, body, fits }) => `A ${code(body)} of ${code(`${take}()`)} that is larger than ${amount(fits)} bytes keeps its connection until it is read.`);
  return [...texts, ...unread, ...lost].join(" ") || undefined;
}

function closing({ close = [] }) {
  return close.length > 0 ? `${close.map((name) => code(`${name}()`)).join(", ")}.` : undefined;
}

/** Questions in the order of the page, with what answers them for a client at one version. */
export const QUESTIONS = [
  ["Made with", makers],
  ["Connections", limit],
  ["Connecting", timeout("connectTimeout")],
  ["Waiting for a free connection", timeout("acquireTimeout")],
  ["Waiting for a reply", timeout("commandTimeout")],
  ["A dead connection in use", liveness],
  ["After a loss", reconnecting],
  ["`error` event", errorEvent],
  ["Taking a connection", leases],
  ["Ended with", closing],
];
