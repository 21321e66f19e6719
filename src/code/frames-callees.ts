import type { TSESTree } from "@typescript-eslint/utils";
import { isClass, isFunction, thisClassOf, type ClassNode, type FunctionNode } from "./frames.js";
import { memberName, type ModuleText, type Node, type Variable } from "./module-text.js";
import { bare, soleValue, staticName } from "./module-text.js";

/** Chains of aliases end here. */
const MAX_DEPTH = 8;

/** What the names of one file stand for: which function is called where, and where a function goes as a value. */
export class Callees {
  readonly #functions = new Map<Node, FunctionNode | ClassNode | undefined>();
  #ownNews: Map<ClassNode, TSESTree.NewExpression[]> | undefined;

  constructor(readonly module: ModuleText) {}

  /** The function or class of this file that an expression is. */
  of(node: Node, depth = 0): FunctionNode | ClassNode | undefined {
    const expression = bare(node);
    if (isFunction(expression) || isClass(expression)) return expression;
    if (depth > MAX_DEPTH) return undefined;
    if (this.#functions.has(expression)) return this.#functions.get(expression);
    this.#functions.set(expression, undefined); // a cycle of aliases ends here
    const found = this.#read(expression, depth + 1);
    this.#functions.set(expression, found);
    return found;
  }

  #read(expression: Node, depth: number): FunctionNode | ClassNode | undefined {
    if (expression.type === "Identifier") {
      const variable = this.module.variableOf(expression);
      const definition = variable?.defs[0]?.node as Node | undefined;
      if (!variable || variable.defs.length !== 1 || !definition) return undefined;
      if (isFunction(definition) || isClass(definition)) return definition.id?.name === expression.name ? definition : undefined;
      const value = soleValue(variable);
      return value && this.of(value, depth);
    }
    if (expression.type === "MemberExpression") {
      const name = memberName(expression);
      return name === undefined ? undefined : this.#member(expression.object, name, depth);
    }
    if (expression.type === "CallExpression" && expression.callee.type === "MemberExpression") {
      return staticName(expression.callee) === "bind" ? this.of(expression.callee.object, depth) : undefined;
    }
    return undefined;
  }

  #member(object: Node, name: string, depth: number): FunctionNode | ClassNode | undefined {
    const owner = bare(object);
    const literal = owner.type === "ThisExpression" ? undefined : this.objectOf(owner, depth);
    if (literal) {
      const property = literal.properties.find((each) => each.type === "Property" && staticName(each) === name);
      return property?.type === "Property" ? this.of(property.value, depth) : undefined;
    }
    const made = this.instanceOf(owner, depth);
    if (made) return this.memberOf(made, name, false, depth);
    const itself = owner.type === "ThisExpression" ? undefined : this.of(owner, depth);
    if (isClass(itself)) return this.memberOf(itself, name, true, depth);
    const here = owner.type === "ThisExpression" ? thisClassOf(owner) : undefined;
    return here?.isStatic ? this.memberOf(here.owner, name, true, depth) : undefined;
  }

  /** A method or function-valued field of a class, also inherited from a class of this file. */
  memberOf(owner: ClassNode, name: string, isStatic: boolean, depth = 0): FunctionNode | undefined {
    for (const member of owner.body.body) {
      if ((member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") || member.static !== isStatic) continue;
      if (memberKey(member) !== name || !member.value) continue;
      const value = bare(member.value);
      if (isFunction(value) && !(member.type === "MethodDefinition" && member.kind !== "method")) return value;
    }
    const parent = owner.superClass && depth < MAX_DEPTH ? this.of(owner.superClass, depth + 1) : undefined;
    return isClass(parent) && parent !== owner ? this.memberOf(parent, name, isStatic, depth + 1) : undefined;
  }

  /** The object literal that a name holds. */
  objectOf(node: Node, depth = 0): TSESTree.ObjectExpression | undefined {
    const expression = bare(node);
    if (expression.type === "ObjectExpression") return expression;
    if (expression.type !== "Identifier" || depth > MAX_DEPTH) return undefined;
    const variable = this.module.variableOf(expression);
    const value = variable && soleValue(variable);
    return value && value !== node ? this.objectOf(value, depth + 1) : undefined;
  }

  /** The class of this file that an expression is an instance of. */
  instanceOf(node: Node, depth = 0): ClassNode | undefined {
    const expression = bare(node);
    if (depth > MAX_DEPTH) return undefined;
    switch (expression.type) {
      case "ThisExpression": {
        const here = thisClassOf(expression);
        return here && !here.isStatic ? here.owner : undefined;
      }
      case "NewExpression": {
        const made = this.of(expression.callee, depth + 1);
        return isClass(made) ? made : undefined;
      }
      case "Identifier": {
        const variable = this.module.variableOf(expression);
        if (!variable) return undefined;
        const value = soleValue(variable);
        return (value && this.instanceOf(value, depth + 1)) ?? this.#classNamed(annotationOf(variable));
      }
      case "MemberExpression": {
        const owner = bare(expression.object).type === "ThisExpression" ? thisClassOf(expression)?.owner : undefined;
        const name = memberName(expression);
        return owner && name !== undefined ? this.#fieldClass(owner, name, depth + 1) : undefined;
      }
      default:
        return undefined;
    }
  }

  #fieldClass(owner: ClassNode, name: string, depth: number): ClassNode | undefined {
    const field = fieldOf(owner, name);
    if (!field) return undefined;
    const value = field.type === "PropertyDefinition" ? field.value : undefined;
    return (value && this.instanceOf(value, depth)) ?? this.#classNamed(fieldType(field));
  }

  #classNamed(name: TSESTree.Identifier | undefined): ClassNode | undefined {
    const found = name && this.of(name);
    return isClass(found) ? found : undefined;
  }

  /** The expressions that stand for a function or class as a value or callee, its own place left out. */
  usesOf(made: FunctionNode | ClassNode): Node[] {
    const uses: Node[] = [];
    const variable = this.variableFor(made);
    for (const reference of variable?.references ?? []) if (reference.isRead()) uses.push(reference.identifier as Node);
    const name = variable ? undefined : ownName(made);
    if (name !== undefined) for (const member of this.module.membersNamed(name)) if (this.of(member) === made) uses.push(member);
    // const repository = { list }: a function that has a name and is a member too
    for (const property of variable ? this.#shorthands(variable) : []) {
      for (const member of this.module.membersNamed(property)) if (this.of(member) === made) uses.push(member);
    }
    return uses;
  }

  #shorthands(variable: Variable): string[] {
    return variable.references.flatMap(({ identifier }) => {
      const around = (identifier as Node).parent;
      return around?.type === "Property" && around.value === (identifier as Node) ? [staticName(around) ?? ""] : [];
    });
  }

  /** The variable that holds a function or class: declared so, or the constant it is assigned to. */
  variableFor(made: FunctionNode | ClassNode): Variable | undefined {
    if ((made.type === "FunctionDeclaration" || made.type === "ClassDeclaration") && made.id) return this.module.variableOf(made.id);
    return this.variableHolding(made);
  }

  /** The variable whose only value is this expression. */
  variableHolding(value: Node): Variable | undefined {
    let node = value;
    let around = node.parent;
    while (around && /^TS(?:As|Satisfies|NonNull)Expression$/.test(around.type)) {
      node = around;
      around = around.parent;
    }
    const target = around?.type === "VariableDeclarator" && around.init === node ? around.id : undefined;
    const assigned = around?.type === "AssignmentExpression" && around.right === node ? around.left : undefined;
    const name = target ?? assigned;
    const variable = name?.type === "Identifier" ? this.module.variableOf(name) : undefined;
    const sole = variable && soleValue(variable);
    return sole && bare(sole) === bare(value) ? variable : undefined;
  }

  /** Where a class of this file is constructed, also as the base of another class. */
  newsOf(owner: ClassNode): readonly TSESTree.NewExpression[] {
    if (!this.#ownNews) {
      this.#ownNews = new Map();
      for (const made of this.module.nodesOf("NewExpression")) {
        let target = this.of(made.callee);
        for (let depth = 0; isClass(target) && depth < MAX_DEPTH; depth += 1) {
          this.#ownNews.set(target, [...(this.#ownNews.get(target) ?? []), made]);
          target = target.superClass ? this.of(target.superClass) : undefined;
        }
      }
    }
    return this.#ownNews.get(owner) ?? [];
  }
}

/** The name of a class member, private ones with their `#`. */
export function memberKey(member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition): string | undefined {
  return member.key.type === "PrivateIdentifier" ? `#${member.key.name}` : staticName(member);
}

/** The declaration of a field: in the class body, or among the parameters of its constructor. */
export function fieldOf(owner: ClassNode, name: string): TSESTree.PropertyDefinition | TSESTree.TSParameterProperty | undefined {
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition" && memberKey(member) === name) return member;
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    for (const parameter of member.value.params) {
      if (parameter.type !== "TSParameterProperty") continue;
      const target = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
      if (target.type === "Identifier" && target.name === name) return parameter;
    }
  }
  return undefined;
}

/** The name in a field's type annotation: `private readonly users: UserService`. */
export function fieldType(field: TSESTree.PropertyDefinition | TSESTree.TSParameterProperty): TSESTree.Identifier | undefined {
  if (field.type === "PropertyDefinition") return typeName(field.typeAnnotation);
  const { parameter } = field;
  const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  return target.type === "Identifier" ? typeName(target.typeAnnotation) : undefined;
}

/** The name in a variable's type annotation. */
export function annotationOf(variable: Variable): TSESTree.Identifier | undefined {
  const name = variable.identifiers[0] as Node | undefined;
  return name?.type === "Identifier" ? typeName(name.typeAnnotation) : undefined;
}

function typeName(annotation: TSESTree.TSTypeAnnotation | undefined | null): TSESTree.Identifier | undefined {
  const type = annotation?.typeAnnotation;
  const named = type?.type === "TSTypeReference" ? type.typeName : undefined;
  if (named?.type === "TSQualifiedName") return named.right;
  return named?.type === "Identifier" ? named : undefined;
}

/** The name of a function that is a member of a class or of an object literal, or is put there: `exports.list = () => …`. */
export function ownName(made: FunctionNode | ClassNode): string | undefined {
  const around = made.parent;
  if (around.type === "Property") return staticName(around);
  if (around.type === "MethodDefinition" || around.type === "PropertyDefinition") return memberKey(around);
  if (around.type === "AssignmentExpression" && around.left.type === "MemberExpression") return memberName(around.left);
  if (around.type === "VariableDeclarator" && around.id.type === "Identifier") return around.id.name;
  return made.id?.name;
}
