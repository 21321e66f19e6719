import type { TSESTree } from "@typescript-eslint/utils";
import type { EntryPoint, Every, Registration } from "../catalogue/shape.js";
import { EntryPointTable, fitsName, fitsSelector } from "./entry-points-table.js";
import { fillLabel } from "./entry-points-labels.js";
import { HandlerSignsOf } from "./entry-points-signs.js";
import { isFunction, type ClassNode, type FunctionNode } from "./frames.js";
import { memberKey, type Callees } from "./frames-callees.js";
import type { ModuleText, Node, Variable } from "./module-text.js";
import { staticName } from "./module-text.js";
import type { Origins } from "./origins.js";

/** How often an entry point runs what was handed to it. */
export interface Hot {
  readonly every: Every;
  /** As in messages: `GET /users`, `every Kafka message`. */
  readonly label: string;
  /** What hands it over. */
  readonly at: Node;
}

const HTTP_VERBS = /^(?:get|post|put|patch|delete|del|all)$/;
/** Objects without a visible origin that are called so: parameters, fields, imports of this project. */
const ROUTER_NAMES = /(?:^(?:app|router|server|fastify|api|routes?)$|(?:Router|App|Server|Routes)$)/;
const PROCEDURE_NAMES = /procedure$/i;
const LISTENING = /^(?:on|addListener|prependListener|addEventListener)$/;
/** A handler stands at most this deep in wrappers: `asyncHandler(withAuth(validate(schema, handler)))`. */
const MAX_WRAPPERS = 4;

/** Recognises the places of a file where a function is handed to something that calls it again and again. */
export class EntryPoints {
  readonly #signs: HandlerSignsOf;
  readonly #known = new Map<Node, Hot | undefined>();

  constructor(
    readonly module: ModuleText,
    readonly origins: Origins,
    readonly callees: Callees,
    readonly table: EntryPointTable,
  ) {
    this.#signs = new HandlerSignsOf(module, table);
  }

  /** The file is made for a runtime in which a client per request is required. */
  get isEdge(): boolean {
    return this.#signs.isEdge;
  }

  /** What calls the function that stands here as a value, wrappers and objects around it included. */
  handing(node: Node): Hot | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    this.#known.set(node, undefined); // objects that hold each other end here
    const found = this.#climb(node, [], 0);
    this.#known.set(node, found);
    return found;
  }

  /** What calls a function by how it is declared: decorators, interfaces, exports, types and parameters. */
  declared(made: FunctionNode): Hot | undefined {
    const method = made.parent;
    if (method.type === "MethodDefinition" || method.type === "PropertyDefinition") return this.#ofMethod(method);
    return this.#signs.exportedHandler(made) ?? this.#signs.typedHandler(made);
  }

  /** What constructs a class by how it is declared; nothing for one that containers keep. */
  constructed(owner: ClassNode): Hot | undefined {
    for (const { registration, call, decorator } of this.#decorators(owner)) {
      if (!registration.at.includes("constructor")) continue;
      if (registration.whenOption && !hasOption(call, registration.whenOption)) continue;
      return { every: registration.every, label: fillLabel(registration.label, { call, owner, module: this.module }), at: decorator };
    }
    return undefined;
  }

  #climb(node: Node, path: readonly string[], wrappers: number): Hot | undefined {
    let current = node;
    const keys = [...path];
    for (let around = current.parent; around; around = current.parent) {
      switch (around.type) {
        case "Property":
          if (around.value !== current) return undefined;
          keys.unshift(staticName(around) ?? "");
          break;
        case "ObjectExpression":
        case "ArrayExpression":
        case "SpreadElement":
        case "ConditionalExpression":
        case "LogicalExpression":
        case "TSAsExpression":
        case "TSSatisfiesExpression":
        case "TSNonNullExpression":
          break;
        case "MemberExpression":
          // controller.list.bind(controller)
          if (around.object !== current || staticName(around) !== "bind" || around.parent?.type !== "CallExpression") return undefined;
          around = around.parent;
          break;
        case "CallExpression":
        case "NewExpression": {
          const index = around.arguments.indexOf(current as TSESTree.CallExpressionArgument);
          if (index < 0) return undefined;
          const hot = this.#atCall(around, [String(index), ...keys]);
          if (hot) return hot;
          if (keys.length > 0 || around.type === "NewExpression" || wrappers >= MAX_WRAPPERS) return undefined;
          return this.#climb(around, [], wrappers + 1);
        }
        case "VariableDeclarator": {
          if (around.init !== current) return undefined;
          const variable = this.module.variableOf(around.id);
          return this.#signs.exportedName(around.id, keys) ?? (variable && this.#through(variable, keys, wrappers));
        }
        default:
          return this.#signs.exportedValue(around, current, keys);
      }
      current = around;
    }
    return undefined;
  }

  /** `const handlers = { list }` and `const list = wrap(async () => …)`: wherever the name goes. */
  #through(variable: Variable, keys: readonly string[], wrappers: number): Hot | undefined {
    for (const reference of variable.references) {
      if (!reference.isRead() || wrappers >= MAX_WRAPPERS) continue;
      let use = reference.identifier as Node;
      let rest = keys;
      while (rest.length > 0 && use.parent?.type === "MemberExpression" && use.parent.object === use && staticName(use.parent) === rest[0]) {
        use = use.parent;
        rest = rest.slice(1);
      }
      const hot = this.#climb(use, rest, wrappers + 1);
      if (hot) return hot;
    }
    return undefined;
  }

  #atCall(call: TSESTree.CallExpression | TSESTree.NewExpression, selector: readonly string[]): Hot | undefined {
    const count = call.arguments.length;
    const label = (text: string): string => fillLabel(text, { call, selector, module: this.module });
    const origin = this.origins.of(call.callee);
    const direct = origin && this.table.directly(origin, call.type === "NewExpression" ? "new" : "call", selector, count);
    if (direct) return { every: direct.every, label: label(direct.label), at: call };
    if (call.type === "NewExpression") return undefined;
    const timer = timerIn(call, selector, this.module);
    if (timer) return { every: "tick", label: label(timer), at: call };
    if (call.callee.type !== "MemberExpression") return undefined;
    const method = staticName(call.callee);
    if (method === undefined) return undefined;
    for (const entry of this.#receivers(call.callee.object)) {
      const found = entry.often.find((each) => isRegistration(each, method, call) && fitsSelector(each.at, selector, count));
      if (found) return { every: found.every, label: label(found.label), at: call };
    }
    return this.#byName(call, method, selector, label) ?? this.#onSocket(call, method, selector, label);
  }

  #receivers(object: Node): readonly EntryPoint[] {
    const origin = this.origins.of(object);
    if (origin) return this.table.receiversOf(origin);
    return this.#signs.typedReceiver(object);
  }

  /** `router.get("/users", handler)` on something whose origin another file knows. */
  #byName(call: TSESTree.CallExpression, method: string, selector: readonly string[], label: (text: string) => string): Hot | undefined {
    const callee = call.callee as TSESTree.MemberExpression;
    const origin = this.origins.of(callee.object);
    if (origin && !/^(?:\.|@\/|~|#)/.test(origin.specifier)) return undefined;
    if (origin && /^(?:query|mutation|subscription)$/.test(method) && selector.length === 1) {
      const [name = ""] = origin.path;
      return PROCEDURE_NAMES.test(name) ? { every: "request", label: label("tRPC {property}"), at: call } : undefined;
    }
    const name = callee.object.type === "Identifier" ? callee.object.name : callee.object.type === "MemberExpression" ? staticName(callee.object) : undefined;
    const [path] = call.arguments;
    const isRoute = HTTP_VERBS.test(method) && path?.type === "Literal" && typeof path.value === "string" && path.value.startsWith("/");
    if (!isRoute || name === undefined || !ROUTER_NAMES.test(name) || Number(selector[0]) < 1) return undefined;
    return { every: "request", label: label("{METHOD} {0}"), at: call };
  }

  /** `socket.on("message", …)` where the socket is what a connection callback got. */
  #onSocket(call: TSESTree.CallExpression, method: string, selector: readonly string[], label: (text: string) => string): Hot | undefined {
    const { object } = call.callee as TSESTree.MemberExpression;
    if (!LISTENING.test(method) || selector.join(".") !== "1" || object.type !== "Identifier") return undefined;
    const definition = this.module.variableOf(object)?.defs[0];
    const made = definition?.type === "Parameter" ? (definition.node as Node) : undefined;
    const registered = isFunction(made) && made.params[0] === definition?.name ? this.#connectionOf(made) : undefined;
    return registered && { every: registered.every, label: label(registered.label), at: call };
  }

  #connectionOf(made: FunctionNode): EntryPoint["sockets"] {
    const call = made.parent.type === "CallExpression" ? made.parent : undefined;
    if (call?.callee.type !== "MemberExpression") return undefined;
    const isConnection = this.#atCall(call, [String(call.arguments.indexOf(made as TSESTree.CallExpressionArgument))])?.every === "connection";
    return isConnection ? this.#receivers(call.callee.object).find((entry) => entry.sockets)?.sockets : undefined;
  }

  #ofMethod(method: TSESTree.MethodDefinition | TSESTree.PropertyDefinition): Hot | undefined {
    const owner = method.parent.parent as ClassNode;
    const name = memberKey(method) ?? "";
    for (const { registration, call, decorator } of this.#decorators(method)) {
      if (!registration.at.includes("method")) continue;
      return { every: registration.every, label: fillLabel(registration.label, { call, owner, method: name, module: this.module }), at: decorator };
    }
    for (const { registration, call } of this.#decorators(owner)) {
      if (!registration.at.includes(`method:${name}`)) continue;
      return { every: registration.every, label: fillLabel(registration.label, { call, owner, method: name, module: this.module }), at: method };
    }
    for (const { expression } of owner.implements ?? []) {
      if (expression.type !== "Identifier") continue;
      const found = this.#signs
        .importedEntries(expression)
        .flatMap((entry) => entry.often)
        .find((each) => each.via === "implements" && fitsName(each.names, expression.name) && each.at.includes(name));
      if (found) return { every: found.every, label: fillLabel(found.label, { owner, method: name, module: this.module }), at: method };
    }
    return undefined;
  }

  #decorators(node: ClassNode | TSESTree.MethodDefinition | TSESTree.PropertyDefinition): { registration: Registration; call: TSESTree.CallExpression | undefined; decorator: Node }[] {
    return (node.decorators ?? []).flatMap((decorator) => {
      const call = decorator.expression.type === "CallExpression" ? decorator.expression : undefined;
      const origin = this.origins.of(call ? call.callee : decorator.expression);
      const [name] = origin?.path ?? [];
      if (!origin || name === undefined) return [];
      const registrations = this.table.entriesOf(origin.specifier).flatMap((entry) => entry.often);
      return registrations.filter((each) => each.via === "decorator" && each.names.includes(name)).map((registration) => ({ registration, call, decorator }));
    });
  }
}

function isRegistration(registration: Registration, method: string, call: TSESTree.CallExpression): boolean {
  const [first] = call.arguments;
  const literal = first?.type === "Literal" && typeof first.value === "string" ? first.value : undefined;
  if (registration.via === "event") return LISTENING.test(method) && literal !== undefined && fitsName(registration.names, literal);
  if (registration.via !== "method" || !fitsName(registration.names, method)) return false;
  if (!registration.when0) return true;
  // An empty list: argument 0 is a function already, as in `app.route("/users").get(list)`.
  return registration.when0.length === 0 ? literal === undefined && call.arguments.length > 0 && isChained(call) : literal !== undefined && registration.when0.includes(literal);
}

function isChained(call: TSESTree.CallExpression): boolean {
  return call.callee.type === "MemberExpression" && call.callee.object.type === "CallExpression";
}

/** The label of a repeating timer; `setTimeout` repeats only where a function sets it for itself, which is not told here. */
function timerIn(call: TSESTree.CallExpression, selector: readonly string[], module: ModuleText): string | undefined {
  if (selector.join(".") !== "0") return undefined;
  const { callee } = call;
  const name = callee.type === "Identifier" && !module.variableOf(callee) ? callee.name : undefined;
  return name === "setInterval" ? "every {1} ms" : undefined;
}

/** `{ scope: Scope.REQUEST }` among the arguments of a decorator. */
function hasOption(call: TSESTree.CallExpression | undefined, [key, value]: readonly [string, string]): boolean {
  return (call?.arguments ?? []).some((argument) => {
    if (argument.type !== "ObjectExpression") return false;
    return argument.properties.some((property) => {
      if (property.type !== "Property" || staticName(property) !== key) return false;
      return property.value.type === "MemberExpression" && staticName(property.value) === value;
    });
  });
}
