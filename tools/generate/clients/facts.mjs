// The facts of the catalogue one by one: what each says, and which rule speaks from it.
import { amount, code, codes, ignoredName, word, words } from "./words.mjs";

/** The rule that speaks from a part of an entry; a part of a part stands with a dot. */
export const RULE_OF = {
  limit: "require-max-connections",
  connectTimeout: "require-timeouts",
  acquireTimeout: "require-timeouts",
  commandTimeout: "require-timeouts",
  deadPeer: "require-liveness",
  liveness: "require-liveness",
  ignored: "no-ineffective-option",
  overridden: "no-ineffective-option",
  errorEvent: "require-error-listener",
  bystanders: "require-error-listener",
  leases: "require-release",
  lostSlots: "require-release",
  bodies: "require-release",
  reconnect: "no-retry-around-reconnecting-client",
  strategies: "no-unbounded-retry",
  backoffs: "no-unbounded-retry",
  retriers: "no-unbounded-retry",
};

const SAYS = { off: "no limit", default: "as if absent", throws: "throws", never: "never works", set: "counts as written" };

function settingFacts(name, setting) {
  const [option] = setting.options;
  const off = name === "limit" ? "no limit" : name === "deadPeer" ? "off" : "no end";
  const said = (value) => (value === "off" ? off : typeof value === "number" ? amount(value, setting.unit) : value);
  return [
    ...setting.absent.map((fact) => ({ part: name, says: `${code(option)} absent: ${said(fact.value)}`, fact })),
    ...(setting.values ?? []).map((fact) => ({ part: name, says: `${code(option)} ${word(fact.value)}: ${typeof fact.means === "number" ? said(fact.means) : fact.means === "off" ? off : SAYS[fact.means]}`, fact })),
    ...(setting.ignored ?? []).map((fact) => ({ part: "ignored", says: `${ignoredName(fact.option)} ignored`, fact })),
    ...(setting.disturbsIdle ? [{ part: name, says: `${code(option)} closes healthy connections that nobody uses for longer`, fact: setting.disturbsIdle }] : []),
    ...(setting.breaksBlocking ? [{ part: name, says: `${code(option)} fails commands that wait on purpose`, fact: setting.breaksBlocking }] : []),
  ];
}

function leaseFacts(lease) {
  const take = code(`${lease.take}()`);
  return [
    { part: "leases", says: `${take} holds a connection until it is given back`, fact: lease.fact },
    ...(lease.twice ? [{ part: "leases", says: `${take}: given back twice it ${lease.twice.does === "throws" ? "throws" : "serves two callers"}`, fact: lease.twice }] : []),
    ...(lease.keepsDead ? [{ part: "leases", says: `${take}: a plain release keeps a dead connection`, fact: lease.keepsDead }] : []),
    ...(lease.errorEvent ? [{ part: "errorEvent", says: `${take}: an unheard \`error\` ends the process`, fact: lease.errorEvent }] : []),
  ];
}

const bodyFact = (fact) => ({ part: "bodies", says: `${code(`${fact.take}()`)}: a body of more than ${amount(fact.fits)} bytes keeps its connection until it is read`, fact });

const AGAIN = { loop: "dials again by itself", onDemand: "dials again at the next command", no: "never dials again" };
const ENDS = { self: "destroyed by itself", option: "destroyed with", code: "destroyed by code only", none: "never destroyed" };

/** Every fact of a client as `{ part, says, fact }`. */
export function factsOfClient(client) {
  return [
    ...Object.entries(client.settings).flatMap(([name, settings]) => settings.flatMap((setting) => settingFacts(name, setting))),
    ...(client.liveness ?? []).map((fact) => ({ part: "liveness", says: `dead connection: ${ENDS[fact.by]}${fact.by === "option" ? ` ${codes(fact.options)}` : ""}`, fact })),
    ...(client.liveness ?? []).flatMap(({ harmful = [] }) => harmful.map((fact) => ({ part: "liveness", says: `${code(fact.option)} without ${codes(fact.without)} closes a healthy client that nobody uses for longer, for good`, fact }))),
    ...(client.overridden ?? []).map((fact) => ({ part: "overridden", says: `${code(fact.option)} overwritten with ${word(fact.with)}`, fact })),
    ...(client.reconnect ?? []).map((fact) => ({ part: "reconnect", says: `${AGAIN[fact.by]}, gives up: ${typeof fact.givesUp === "number" ? amount(fact.givesUp) : fact.givesUp}`, fact })),
    ...(client.strategies ?? []).map((fact) => ({ part: "strategies", says: `${code(fact.option)} answers the delay; ends with ${words(fact.stops) || "nothing"}`, fact })),
    ...(client.backoffs ?? []).map((fact) => ({ part: "backoffs", says: `${code(fact.delay.option)} absent: ${amount(fact.delay.absent, fact.unit)}`, fact })),
    ...(client.errorEvent ?? []).map((fact) => ({ part: "errorEvent", says: `unheard \`error\`${fact.on === "" ? "" : ` on ${code(fact.on)}`}: ${fact.crashes ? "ends the process" : "does not end the process"}`, fact })),
    ...(client.leases ?? []).flatMap(leaseFacts),
    ...(client.bodies ?? []).map(bodyFact),
    ...(client.lostSlots ?? []).map((fact) => ({ part: "lostSlots", says: `${codes(fact.methods)} with ${code(fact.option)} lose their connection`, fact })),
  ];
}

function factsOfRetrier({ attempts, written = [], callbacks = [] }) {
  return [...attempts.absent, ...written, ...callbacks].map((fact) => ({ part: "retriers", fact }));
}

/** Every fact of a family as `{ part, fact }`; those of clients also say what. */
export function factsOfFamily(family) {
  return [
    ...(family.clients ?? []).flatMap(factsOfClient),
    ...(family.retriers ?? []).flatMap(factsOfRetrier),
    ...(family.bodies ?? []).map(bodyFact),
    ...(family.bystanders ?? []).map((fact) => ({ part: "bystanders", fact })),
  ];
}

/** How many objects below a value are facts: what the parts above must add up to. */
export function countFacts(value) {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).reduce((sum, each) => sum + countFacts(each), 0);
  return "versions" in value && "source" in value ? inner + 1 : inner;
}
