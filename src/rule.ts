import type { TSESLint } from "@typescript-eslint/utils";
import type { SettingName } from "./catalogue/shape.js";
import type { Node } from "./code/module-text.js";
import { docsUrl } from "./docs-url.js";
import type { Fix } from "./fixes/edit.js";
import { openText, type OpenedText, type OpenFile, type Reach } from "./open-file.js";
import type { LeaseSite } from "./judge/lease.js";
import type { ListenerSite } from "./judge/listener.js";
import type { NestedRetry } from "./judge/retry-nested.js";
import type { JudgedRetry } from "./judge/retry-sites.js";
import type { LifetimeSite } from "./judge/lifetime.js";
import type { JudgedSite } from "./judge/site.js";
import { readSettings, type Preferences, type Settings } from "./settings.js";

/** What a rule answers for a site: what to say, where, and what can be done about it. */
export interface Finding<MessageId extends string = string> {
  readonly messageId: MessageId;
  readonly data?: Readonly<Record<string, string | number>>;
  /** Default: the construction. A bad value is reported at the value, once for all who share it. */
  readonly at?: Node;
  /** Made by itself inside its guards and the user's `fix` setting, else suggested. */
  readonly fix?: Fix | undefined;
  /** Further cures, in order of preference. */
  readonly suggest?: readonly (Fix | undefined)[];
}

/** An option of a rule. */
export interface RuleOption {
  readonly enum: readonly string[];
  readonly default: string;
  readonly description: string;
}

/** What a rule may ask besides the site. */
export interface RuleContext<Option extends string = string> extends Preferences {
  readonly options: Readonly<Record<Option, string>>;
}

/** The kinds of sites a rule can be about. Each says where it stands by default (`at`). */
export interface SiteKinds {
  construction: JudgedSite;
  /** Also clients of other files, where this one uses them in a way of its own. */
  constructionOrUse: JudgedSite;
  lifetime: LifetimeSite;
  repetition: JudgedRetry;
  nestedRetry: NestedRetry;
  lease: LeaseSite;
  listener: ListenerSite;
}

/** A rule as its file writes it. */
export interface RuleSpecification<Kind extends keyof SiteKinds, MessageId extends string, Option extends string> {
  readonly name: string;
  readonly description: string;
  readonly on: Kind;
  readonly messages: Readonly<Record<MessageId, string>>;
  readonly options: Readonly<Record<Option, RuleOption>>;
  /** Speaks in test files too. Default: no. */
  readonly inTests?: boolean;
  /** Of constructions, the settings it judges: where a file imports no client with one of them, it does not listen. Default: all. */
  readonly judges?: readonly SettingName[];
  check(
    site: SiteKinds[Kind],
    context: RuleContext<Option>,
  ): Finding<NoInfer<MessageId>> | readonly Finding<NoInfer<MessageId>>[] | undefined;
}

type RuleContextOfHost = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

export type Rule = TSESLint.RuleModule<string, readonly unknown[], { description: string; url: string }>;

/** What is looked for in more files than those that import a client. */
const REACHES: { readonly [kind in keyof SiteKinds]?: Reach } = { lifetime: "callers", lease: "takers" };

/** Handed out for every file out of reach, nine times each. */
const NOTHING = Object.freeze({});

/** Turns a specification into an ESLint rule. The only place that reports. */
export function defineRule<Kind extends keyof SiteKinds, MessageId extends string, Option extends string = never>(
  specification: RuleSpecification<Kind, MessageId, Option>,
): Rule {
  const { name, description, messages, options } = specification;
  const entries = Object.entries<RuleOption>(options);
  const reach = REACHES[specification.on] ?? "clients";
  return {
    meta: {
      type: "problem",
      docs: { description, url: docsUrl(name) },
      fixable: "code",
      hasSuggestions: true,
      messages,
      schema: [
        {
          type: "object",
          description: `Options of ${name}.`,
          properties: Object.fromEntries(
            entries.map(([key, option]) => [key, { type: "string", enum: [...option.enum], description: option.description }]),
          ),
          additionalProperties: false,
        },
      ],
      defaultOptions: [Object.fromEntries(entries.map(([key, option]) => [key, option.default]))],
      // Typed loosely: the key is newer than the oldest supported ESLint and ignored there.
      ...({ languages: ["js/js"] } as object),
    },
    defaultOptions: [],
    create(context) {
      const opened = openFor(context);
      const file = opened.within(reach, specification.judges);
      if (!file || (file.about.isTest && specification.inTests !== true)) return NOTHING;
      return {
        Program() {
          const sites = SITES[specification.on](file);
          if (sites.length === 0) return;
          const { settings } = opened;
          const given = (context.options[0] ?? {}) as Record<Option, string>;
          const chosen = Object.fromEntries(entries.map(([key, option]) => [key, given[key as Option] ?? option.default]));
          const ruleContext = { options: chosen as Record<Option, string>, settings, folder: context.cwd };
          const reported = new Set<Node>();
          for (const site of sites) {
            for (const finding of [specification.check(site, ruleContext) ?? []].flat()) {
              const at = finding.at ?? site.at;
              if (reported.has(at)) continue;
              reported.add(at);
              context.report(descriptorOf(finding, at, settings));
            }
          }
        },
      };
    },
  };
}

/** What the contexts of one file's rules have in common, and what was opened for the first of them. */
let common: object | undefined;
let openedLast: OpenedText | undefined;
let givenLast: unknown;

function openFor(context: RuleContextOfHost): OpenedText {
  const shared = Object.getPrototypeOf(context) as object;
  const sourceCode = look(context, "sourceCode");
  // A host may have one prototype for all files, and one source code object: it has a tree for each.
  if (openedLast && shared === common && openedLast.ast === sourceCode.ast) return openedLast;
  const all = look(context, "settings") as { connections?: unknown };
  const given = all.connections;
  const settings = openedLast && given === givenLast ? openedLast.settings : readSettings(all);
  givenLast = given;
  openedLast = openText(sourceCode, look(context, "filename"), settings, look(context, "cwd"));
  common = shared;
  return openedLast;
}

/**
 * A property of a rule's context. ESLint gives the contexts of each file a prototype of their own, and a plain `context.settings` makes
 * the engine learn every one of them anew: that costs more than all else that is done in a file out of reach. This lookup learns nothing.
 */
function look<Key extends keyof RuleContextOfHost>(context: RuleContextOfHost, key: Key): RuleContextOfHost[Key] {
  return Reflect.get(context, key) as RuleContextOfHost[Key];
}

const SITES: { readonly [K in keyof SiteKinds]: (file: OpenFile) => readonly SiteKinds[K][] } = {
  construction: (file) => file.constructions,
  constructionOrUse: (file) => [...file.constructions, ...file.borrowed],
  lifetime: (file) => file.lifetimes,
  repetition: (file) => file.retries,
  nestedRetry: (file) => file.nestedRetries,
  lease: (file) => file.leases,
  listener: (file) => file.listeners,
};

function descriptorOf(finding: Finding, at: Node, settings: Settings): TSESLint.ReportDescriptor<string> {
  const { fix } = finding;
  const isMade = fix?.certain === true && (settings.fix === "all" || (settings.fix === "safe" && fix.level === "safe"));
  const suggested = [isMade ? undefined : fix, ...(finding.suggest ?? [])].filter((each) => each !== undefined);
  return {
    node: at,
    messageId: finding.messageId,
    data: { ...finding.data },
    fix: isMade ? (fixer) => apply(fix, fixer) : null,
    suggest: suggested.map((each) => ({
      messageId: each.messageId,
      data: { ...each.data },
      fix: (fixer: TSESLint.RuleFixer) => apply(each, fixer),
    })),
  };
}

function apply(fix: Fix, fixer: TSESLint.RuleFixer): TSESLint.RuleFix[] {
  return fix.edits.map((edit) => fixer.replaceTextRange(edit.range, edit.text));
}
