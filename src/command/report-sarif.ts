import type { ESLint, Linter } from "eslint";

import { ownPrefix } from "./engines.js";
import type { OwnPackage } from "./own-package.js";

/** The results of one file as this report shows them. */
export interface SarifFile {
  /** Relative to the folder of the run, parted by slashes. */
  readonly path: string;
  /** The text that the messages are about. */
  readonly text: string;
  readonly messages: readonly Linter.LintMessage[];
}

interface Region {
  startLine: number;
  startColumn: number;
  endLine?: number;
  endColumn?: number;
}

/**
 * The findings as SARIF 2.1.0 (OASIS), the format that code scanning services take: one run, relative URIs, the fix
 * and every suggestion of a finding as its `fixes`. What kept a file from being linted is a notification of the
 * invocation, because it is no result of a rule.
 */
export function formatSarif(files: readonly SarifFile[], plugin: ESLint.Plugin, own: OwnPackage): string {
  const rules = Object.entries(plugin.rules ?? {}).map(([name, rule]) => describeRule(`${ownPrefix}${name}`, rule));
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const results = files.flatMap((file) =>
    file.messages.flatMap((message) => {
      if (message.ruleId === null) return [];
      return [{ ...describeResult(file, message), ruleIndex: ruleIndex.get(message.ruleId) }];
    }),
  );
  const notifications = files.flatMap((file) =>
    file.messages
      .filter(({ ruleId }) => ruleId === null)
      .map((message) => ({
        level: "error",
        message: { text: message.message },
        locations: [describeLocation(file, readRegion(message))],
      })),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: own.name, version: own.version, informationUri: own.homepage, rules },
        },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeRule(id: string, rule: NonNullable<ESLint.Plugin["rules"]>[string]) {
  const docs = "meta" in rule ? rule.meta?.docs : undefined;
  const description = docs?.description ?? id;
  const explained = "what can happen, what is reported, what the fix does and when to turn it off";
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: `${description}.` },
    helpUri: docs?.url,
    // Services show this text beside a finding, and few of them open `helpUri`.
    ...(docs?.url && { help: { text: `${description}. ${docs.url} says ${explained}.`, markdown: `${description}. [The page of the rule](${docs.url}) says ${explained}.` } }),
    defaultConfiguration: { level: "error" },
  };
}

function describeResult(file: SarifFile, message: Linter.LintMessage) {
  const edits = [
    ...(message.fix ? [{ edit: message.fix, description: "Apply the fix." }] : []),
    ...(message.suggestions ?? []).map(({ fix, desc }) => ({ edit: fix, description: desc })),
  ];
  return {
    ruleId: message.ruleId,
    level: message.severity === 2 ? "error" : "warning",
    message: { text: message.message },
    locations: [describeLocation(file, readRegion(message))],
    ...(edits.length > 0 && {
      fixes: edits.map(({ edit, description }) => ({
        description: { text: description },
        artifactChanges: [
          {
            artifactLocation: describeArtifact(file),
            replacements: [{ deletedRegion: readRange(file.text, edit.range), insertedContent: { text: edit.text } }],
          },
        ],
      })),
    }),
  };
}

function describeLocation(file: SarifFile, region: Region) {
  return { physicalLocation: { artifactLocation: describeArtifact(file), region } };
}

function describeArtifact({ path }: SarifFile) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

/** ESLint's lines and columns count from 1, as SARIF's do, and both end columns stand behind the last character. */
function readRegion({ line, column, endLine, endColumn }: Linter.LintMessage): Region {
  const start = { startLine: Math.max(1, line), startColumn: Math.max(1, column) };
  return endLine === undefined || endColumn === undefined ? start : { ...start, endLine, endColumn };
}

/** The region of a range of offsets. */
function readRange(text: string, [start, end]: readonly [number, number]): Region {
  const [startLine, startColumn] = readPosition(text, start);
  const [endLine, endColumn] = readPosition(text, end);
  return { startLine, startColumn, endLine, endColumn };
}

function readPosition(text: string, offset: number): [line: number, column: number] {
  const lines = text.slice(0, offset).split(/\r\n|[\r\n\u2028\u2029]/);
  return [lines.length, (lines.at(-1) ?? "").length + 1];
}
