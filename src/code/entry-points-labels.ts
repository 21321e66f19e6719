import type { TSESTree } from "@typescript-eslint/utils";
import type { ClassNode } from "./frames.js";
import type { ModuleText, Node } from "./module-text.js";
import { staticName } from "./module-text.js";

/** What the placeholders of a label are taken from. */
export interface LabelSource {
  readonly module: ModuleText;
  readonly call?: TSESTree.CallExpression | TSESTree.NewExpression | undefined;
  readonly selector?: readonly string[];
  readonly owner?: ClassNode;
  readonly method?: string;
  readonly exported?: string;
}

/** Fills `{METHOD} {0}` and the like; what cannot be read is left out. */
export function fillLabel(label: string, source: LabelSource): string {
  const filled = label.replace(/\{([^}]+)\}/g, (_whole, name: string) => read(name, source) ?? "");
  return filled
    .replace(/\(\s*\)/g, "")
    .replace(/\s+/g, " ")
    .replace(/([^:])\/{2,}/g, "$1/")
    .trim();
}

function read(name: string, source: LabelSource): string | undefined {
  const { call } = source;
  switch (name) {
    case "METHOD":
      return call?.callee.type === "MemberExpression" ? verbText(staticName(call.callee) ?? "") : undefined;
    case "DECORATOR": {
      const callee = call?.callee;
      return callee?.type === "Identifier" ? verbText(callee.name) : undefined;
    }
    case "EXPORT":
      return source.exported;
    case "file":
      return routeOf(source.module.filename);
    case "method":
    case "name":
      return source.method;
    case "property":
      return source.selector && source.selector.length > 1 ? source.selector.slice(1).join(".") : propertyAround(call);
    case "chain:0":
      return literalText(chainStart(call)?.arguments[0]);
    case "class:0": {
      const decorator = source.owner?.decorators?.map(({ expression }) => expression).find((each) => each.type === "CallExpression");
      return literalText(decorator?.type === "CallExpression" ? decorator.arguments[0] : undefined);
    }
    default: {
      const [index = "", key] = name.split(".");
      const argument = call?.arguments[Number(index)];
      if (key === undefined) return literalText(argument);
      const property = argument?.type === "ObjectExpression" ? argument.properties.find((each) => each.type === "Property" && staticName(each) === key) : undefined;
      return property?.type === "Property" ? literalText(property.value) : undefined;
    }
  }
}

function verbText(name: string): string {
  return name === "del" ? "DELETE" : name.toUpperCase();
}

function literalText(node: Node | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "number") return node.value.toLocaleString("en-US");
  if (node?.type === "Literal" && typeof node.value === "string") return shortened(node.value);
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) return shortened(node.quasis[0]?.value.cooked ?? "");
  return undefined;
}

/** Labels stand in one line of a message. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/[{}`]/g, "");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** `app.route("/users").get(list).post(create)`: the call of `route`. */
function chainStart(call: LabelSource["call"]): TSESTree.CallExpression | undefined {
  let node: Node | undefined = call;
  let start: TSESTree.CallExpression | undefined;
  while (node?.type === "CallExpression" && node.callee.type === "MemberExpression") {
    node = node.callee.object;
    if (node.type === "CallExpression") start = node;
  }
  return start;
}

/** `users: publicProcedure.query(…)`: `users`. */
function propertyAround(call: Node | undefined): string | undefined {
  return call?.parent?.type === "Property" ? staticName(call.parent) : undefined;
}

/** The route that a file stands for: `/users/[id]` of `app/users/[id]/route.ts`. */
function routeOf(filename: string): string {
  const path = filename.replaceAll("\\", "/").replace(/\.[cm]?[jt]sx?$/, "");
  const inside = /(?:^|\/)(?:pages|app\/routes|app|routes|server\/(?:api|routes|middleware)|api|functions)(\/.*)$/.exec(path)?.[1] ?? `/${path.split("/").at(-1) ?? ""}`;
  const route = inside.replace(/\/(?:route|page|layout|template|index|\+server|\+page\.server|\+layout\.server)$/, "").replace(/\/\([^)]*\)/g, "");
  return shortened(route === "" ? "/" : route);
}
