/** The built plugin with a clock around it, and one way to lint a file with it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as typescriptParser from "@typescript-eslint/parser";
import { ESLint, Linter } from "eslint";
import { benchFolder, leave } from "./pinned-set.mjs";

const pluginName = "connections";
const distFolder = join(benchFolder, "..", "dist", "src");

/** @returns {Promise<import("eslint").ESLint.Plugin>} */
export async function loadPlugin() {
  return (await importBuilt("index.js")).default;
}

/** @returns {Promise<Function>} `surveySites(sourceCode, filename)`: every site with what was judged of it */
export async function loadSurvey() {
  return (await importBuilt("survey.js")).surveySites;
}

/**
 * Whether a text may be in scope: a catalogued import specifier stands in it between quotes. Wider than what the plugin
 * does and made without its reading; speed.mjs proves that no rule listens on any other file.
 * @returns {Promise<RegExp>}
 */
export async function loadScopePattern() {
  const { families } = await importBuilt("catalogue/index.js");
  const names = families.flatMap(({ packages }) => packages).map((name) => name.replace(/^node:/, ""));
  const patterns = names.map((name) => name.replace(/[.+^$()|[\]\\?{}]/g, "\\$&").replace(/\*$/, "[^\"'`]*"));
  return new RegExp(`["'\`](?:node:)?(?:${patterns.join("|")})(?:/[^"'\`]*)?["'\`]`);
}

async function importBuilt(file) {
  const path = join(distFolder, file);
  if (!existsSync(path)) leave(`dist/src/${file} is not there: run npm run build`);
  return import(pathToFileURL(path).href);
}

/**
 * @param {import("eslint").ESLint.Plugin} plugin
 * @param {string} preset one of the plugin's presets, without `-rules`
 * @returns {Record<string, unknown>} rule ids with their severity and options
 */
export function readPresetRules(plugin, preset) {
  const config = plugin.configs?.[`${preset}-rules`];
  if (config === undefined) leave(`no preset ${preset}: there are ${Object.keys(plugin.configs ?? {}).join(", ")}`);
  return [config].flat().at(-1).rules;
}

/**
 * What was measured while linting one file.
 * @typedef {object} Clock
 * @property {number} parserMs   inside the parser, scope analysis included
 * @property {number} createMs   inside the plugin's `create()`
 * @property {number} listenerMs inside the plugin's listeners
 * @property {number} listeners  how many listeners the plugin's rules registered
 */

/**
 * The one configuration everything here is linted with, whatever the plugin.
 *
 * @param {object} linted
 * @param {import("eslint").ESLint.Plugin} linted.plugin
 * @param {Record<string, unknown>} linted.rules
 * @param {object} [linted.connections] `settings.connections`
 * @param {string} [linted.name] what rule ids begin with, where it is another plugin
 * @param {object} [linted.parser]
 * @returns {import("eslint").Linter.Config[]}
 */
export function configFor({ plugin, rules, connections, name = pluginName, parser = typescriptParser }) {
  return [
    {
      files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
      plugins: { [name]: plugin },
      rules,
      ...(connections && { settings: { connections } }),
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      // Directives in the packages are about other people's rules, and ours must not be silenced by them.
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    },
  ];
}

/**
 * Makes one configuration for all files, as ESLint's command does. A `Linter` that is given plain configurations
 * makes a new one for each file, and what that leaves behind (settings never seen before, memory to be cleaned up) is on the clock.
 *
 * @param {import("eslint").Linter.Config[]} configs as `configFor` makes them
 * @returns {Promise<object>} what `Linter` takes for a configuration
 */
export async function settleConfig(configs) {
  const settled = await new ESLint({ cwd: benchFolder, overrideConfigFile: true, overrideConfig: configs }).calculateConfigForFile(join(benchFolder, "any.ts"));
  return Object.assign([], { getConfig: () => settled });
}

/** A linter for one package: plugin and parser are wrapped so that their time is counted apart. */
export class TimedLinter {
  /** @type {Clock} */
  clock = startClock();
  /** The rules that registered a listener on the file linted last. @type {string[]} */
  listening = [];
  #linter;
  #config;

  /**
   * @param {import("eslint").ESLint.Plugin} plugin
   * @param {Record<string, unknown>} rules
   * @param {string} folder the package's folder
   * @param {object} [connections] `settings.connections`
   * @param {string} [name] what rule ids begin with, where it is another plugin
   * @returns {Promise<TimedLinter>}
   */
  static async open(plugin, rules, folder, connections, name) {
    const timed = new TimedLinter();
    timed.#linter = new Linter({ configType: "flat", cwd: folder });
    const configs = configFor({ plugin: timed.#timePlugin(plugin), rules, connections, name, parser: timed.#timeParser() });
    timed.#config = await settleConfig(configs);
    return timed;
  }

  /** @returns {{ messages: import("eslint").Linter.LintMessage[], clock: Clock }} */
  lint(code, filename) {
    this.clock = startClock();
    this.listening = [];
    const messages = this.#linter.verify(code, this.#config, { filename });
    return { messages, clock: this.clock };
  }

  /** What ESLint made of the file that was linted last: text, tree and scopes. */
  get sourceCode() {
    return this.#linter.getSourceCode();
  }

  /** @returns {{ output: string, messages: import("eslint").Linter.LintMessage[], fixed: boolean }} */
  fix(code, filename) {
    return this.#linter.verifyAndFix(code, this.#config, { filename });
  }

  #timeParser() {
    return {
      ...typescriptParser,
      parseForESLint: (code, options) => {
        const start = performance.now();
        try {
          return typescriptParser.parseForESLint(code, options);
        } finally {
          this.clock.parserMs += performance.now() - start;
        }
      },
    };
  }

  #timePlugin(plugin) {
    const rules = Object.fromEntries(
      Object.entries(plugin.rules).map(([name, rule]) => [name, this.#timeRule(name, rule)]),
    );
    return { ...plugin, rules };
  }

  #timeRule(name, rule) {
    const create = (context) => {
      const start = performance.now();
      const listeners = rule.create(context);
      this.clock.createMs += performance.now() - start;
      const count = Object.keys(listeners).length;
      this.clock.listeners += count;
      if (count > 0) this.listening.push(name);
      return Object.fromEntries(
        Object.entries(listeners).map(([event, listener]) => [event, this.#timeListener(listener)]),
      );
    };
    return { ...rule, create };
  }

  #timeListener(listener) {
    return (...args) => {
      const start = performance.now();
      try {
        return listener(...args);
      } finally {
        this.clock.listenerMs += performance.now() - start;
      }
    };
  }
}

/** @returns {Clock} */
export function startClock() {
  return { parserMs: 0, createMs: 0, listenerMs: 0, listeners: 0 };
}

/** Adds the second clock to the first. */
export function addClock(total, more) {
  for (const key of Object.keys(total)) total[key] += more[key];
}
