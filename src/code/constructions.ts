import type { Client, Family, Maker } from "../catalogue/shape.js";
import { holds } from "./conditions.js";
import { findKnownUses, type KnownUses } from "./known-uses.js";
import { packageOf, type MakerTable } from "./maker-table.js";
import { isOwn } from "./own-modules.js";
import type { ModuleText, Node } from "./module-text.js";
import { bare } from "./module-text.js";
import { OptionBag, type Call } from "./options.js";
import { Origins, type Origin } from "./origins.js";
import type { Outside } from "./outside.js";
import { TypedClients } from "./typed-clients.js";
import { Values } from "./values.js";

/** A place where a client is made. */
export interface Construction {
  readonly kind: "construct";
  readonly family: Family;
  readonly client: Client;
  readonly maker: Maker;
  /** As imported: `mysql2/promise`. */
  readonly specifier: string;
  /** The npm package: `mysql2`. */
  readonly packageName: string;
  readonly call: Call;
  readonly options: OptionBag;
  /** `false` when it cannot be told whether this is such a client (its kind hangs on options that cannot be read). */
  readonly sure: boolean;
}

/** Everything that was read of one file, shared by all rules. */
export class Reading {
  readonly origins: Origins;
  readonly values: Values;
  #constructions: Construction[] | undefined;
  #uses: KnownUses | undefined;
  /** What types tell of expressions, where the file was parsed with them. */
  readonly types: TypedClients | undefined;

  constructor(
    readonly module: ModuleText,
    readonly table: MakerTable,
    /** What other files say about names that come from them; nothing where only this one is to be read. */
    readonly outside?: Outside,
  ) {
    const { own } = table;
    this.types = TypedClients.of(module.parsed, table);
    this.origins = own.isEmpty ? new Origins(module) : new Origins(module, (origin) => own.named(origin, module.filename));
    this.values = new Values(
      module,
      (call) => this.#isMaker(call),
      (name) => {
        const origin = this.origins.of(name);
        return origin && outside?.value(origin, name);
      },
    );
  }

  /** The clients made in this file, in source order. */
  get constructions(): readonly Construction[] {
    this.#constructions ??= this.uses.calls.flatMap((call) => this.#constructionsAt(call));
    return this.#constructions;
  }

  /** What the file does with catalogued libraries. */
  get uses(): KnownUses {
    this.#uses ??= findKnownUses(this.module, this.origins, this.table);
    return this.#uses;
  }

  /** Whether any expression of the file may be a client: one is made here, or something has its type. */
  get mayHoldClients(): boolean {
    return this.constructions.length > 0 || this.uses.namesTypes || this.types !== undefined;
  }

  #constructionsAt(call: Call): Construction[] {
    const origin = this.originOfCall(call);
    if (!origin) return [];
    const by = call.type === "NewExpression" || call.callee.type === "Super" ? "new" : "call";
    const found: Construction[] = [];
    for (const { family, client, maker } of this.table.makersOf(origin, by)) {
      if (lacksArguments(call, maker.minArguments ?? 0)) continue;
      const options = new OptionBag(call, maker, this.values, this.origins);
      const meant = client.when ? holds(client.when, options) : true;
      const idle = (client.unless ?? []).map((conditions) => holds(conditions, options));
      if (meant === false || idle.includes(true)) continue;
      const sure = meant === true && !idle.includes("unsure");
      // Behind a wrapper of the user's own stands a library.
      const packageName = isOwn(origin.specifier) && family.versionsOf !== undefined ? family.versionsOf : packageOf(origin.specifier);
      found.push({ kind: "construct", family, client, maker, specifier: origin.specifier, packageName, call, options, sure });
    }
    return found;
  }

  /** Where the called thing comes from; for `super(…)` what the class extends. */
  originOfCall(call: Call): Origin | undefined {
    if (call.callee.type !== "Super") return this.origins.of(call.callee);
    let around: Node | undefined = call;
    while (around && around.type !== "ClassDeclaration" && around.type !== "ClassExpression") around = around.parent;
    return around?.superClass ? this.origins.of(around.superClass) : undefined;
  }

  #isMaker(call: Node): boolean {
    if (call.type !== "NewExpression" && call.type !== "CallExpression") return false;
    const origin = this.originOfCall(call);
    return origin !== undefined && this.table.knows(origin.specifier);
  }
}

/** Whether one of the first arguments is missing, or written as `null` or `undefined`. */
function lacksArguments({ arguments: given }: Call, needed: number): boolean {
  const first = given.slice(0, needed);
  if (first.some(({ type }) => type === "SpreadElement")) return false;
  return first.length < needed || first.some((argument) => isNothing(bare(argument)));
}

function isNothing(node: Node): boolean {
  return node.type === "Identifier" ? node.name === "undefined" : node.type === "Literal" && node.value === null && !("regex" in node);
}
