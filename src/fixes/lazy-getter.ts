/** What a getter is written from. */
export interface LazySource {
  /** The local name of the client. */
  readonly name: string;
  /** The expression that makes it. */
  readonly make: string;
  /** Its type, where the file has types and the type has a name. */
  readonly type: string | undefined;
  readonly isTyped: boolean;
  /** The slot hangs on `globalThis`. */
  readonly isGlobal: boolean;
  readonly eol: string;
  readonly semicolon: string;
}

/**
 * A getter that makes a client on first use and hands out the same one from then on. The construction itself does not
 * wait, so that storing its result is as good as storing a promise.
 */
export function lazyText(source: LazySource): { readonly text: string; readonly use: string; readonly names: readonly string[] } {
  const { name, make, eol, semicolon: end } = source;
  const word = source.type?.split(".").at(-1) ?? "";
  const called = name.toLowerCase().endsWith(word.toLowerCase()) ? name : `${name}${word}`;
  const capital = `${called.charAt(0).toUpperCase()}${called.slice(1)}`;
  const slot = `shared${capital}`;
  const getter = `get${capital}`;
  const type = source.type ?? "ReturnType<typeof make" + capital + ">";
  if (source.isGlobal) {
    const holder = source.isTyped ? `(globalThis as unknown as { ${slot}?: ${type} })` : "globalThis";
    return { text: [`function ${getter}() {`, `  return (${holder}.${slot} ??= ${make})${end}`, "}"].join(eol), use: `${getter}()`, names: [getter] };
  }
  const maker = `make${capital}`;
  const needsMaker = source.isTyped && source.type === undefined;
  const lines = [
    ...(needsMaker ? [`const ${maker} = () => ${make}${end}`, ""] : []),
    source.isTyped ? `let ${slot}: ${type} | undefined${end}` : `let ${slot}${end}`,
    "",
    `function ${getter}() {`,
    `  ${slot} ??= ${needsMaker ? `${maker}()` : make.replaceAll("\n", "\n  ")}${end}`,
    `  return ${slot}${end}`,
    "}",
  ];
  return { text: lines.join(eol), use: `${getter}()`, names: [slot, getter, ...(needsMaker ? [maker] : [])] };
}
