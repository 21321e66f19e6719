/** The comparison as it is printed and as it stands on docs/speed.md: both are made of the same results. */
import { percent } from "../figures.mjs";
import { oursAgain, parserOnly } from "./linted-with.mjs";

const times = (ratio) => `${ratio.toFixed(2)} ×`;
const number = (value) => value.toLocaleString("en-US");

/** What was measured on which files, and how far apart two measurements of the same thing came. */
export function setText({ node, cores, eslint, parser, rounds, set, spread }) {
  return [
    `${number(set.files)} files (${number(set.kilobytes)} kB) of ${set.packages.map((name) => `\`${name}\``).join(", ")}; ${set.inScope} of them name a client library of the catalogue.`,
    `ESLint ${eslint}, @typescript-eslint/parser ${parser}, Node ${node}, ${cores} processor cores; medians of ${rounds} ${rounds === 1 ? "round" : "rounds"}.`,
    `The same thing measured twice came at most ${percent(spread.whole)} apart for whole runs and ${percent(spread.own)} for own time over parser time.`,
  ].join("\n");
}

/** Side by side over the same files. */
export function sideBySideTable({ sideBySide }) {
  const head = "| linted with | rules | own time over parser time, warm | cold | whole run over parser alone | loading over starting ESLint | memory | findings |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
  const rows = sideBySide.map((row) => {
    const own = row.rules === 0 ? ["", ""] : [percent(row.warm), percent(row.cold)];
    const findings = `${number(row.findings)}${row.thrown > 0 ? `, throws on ${row.thrown} files` : ""}`;
    const name = row.version === undefined ? row.name : `eslint-plugin-${row.name} ${row.version}`;
    return `| ${[name, row.rules || "", ...own, times(row.whole), row.rules === 0 ? "" : percent(row.load), `${row.memoryMb.toFixed(0)} MB`, row.rules === 0 ? "" : findings].join(" | ")} |`;
  });
  return [head, ...rows].join("\n");
}

/** Which rank the presets have among the others, by own time over parser time. */
export function rankText({ sideBySide }) {
  const peers = sideBySide.filter(({ version }) => version !== undefined);
  const place = (name, key) => {
    const own = sideBySide.find((row) => row.name === name)[key];
    return `${percent(own)}, ${peers.filter((peer) => peer[key] < own).length} of the ${peers.length} others take less`;
  };
  return [
    "| warm | own time over parser time |\n| --- | --- |",
    ...["connections, essential", "connections, recommended", "connections, recommended, `crossFile: false`", "connections, strict"].map((name) => `| ${name} | ${place(name, "warm")} |`),
  ].join("\n");
}

/** Cost against the number of files. */
export function growthTable({ growth }) {
  const rows = growth.sizes.map(({ files, own, perFile, memoryMb }) => `| ${number(files)} | ${percent(own)} | ${times(perFile)} | ${memoryMb.toFixed(0)} MB |`);
  return [
    `The first files of a mixture of ${growth.packages.map((name) => `\`${name}\``).join(", ")}, \`recommended\`, cold, each number of files in a process of its own:`,
    "",
    "| files | own time over parser time | own time per file, over the first row's | memory |\n| ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    `Own time grows with the number of files to the power of ${growth.slope.toFixed(2)} (1 is in proportion).`,
  ].join("\n");
}

/** oxlint, a cold start, and a file linted again and again. */
export function surroundingsTable({ oxlint, cold, again }) {
  return [
    "| | without | with | ratio | the same twice |\n| --- | ---: | ---: | ---: | ---: |",
    `| oxlint, as it is installed, over all of them | ${seconds(oxlint.aloneMs)} | ${seconds(oxlint.withMs)} | ${times(oxlint.ratio)} | ${percent(oxlint.spread)} |`,
    `| ESLint on one TypeScript file, cold | ${seconds(cold.aloneMs)} | ${seconds(cold.withMs)} | ${times(cold.ratio)} | ${percent(cold.spread)} |`,
    `| the command on the same file, against ESLint with the parser alone | ${seconds(cold.aloneMs)} | ${seconds(cold.commandMs)} | ${times(cold.commandRatio)} | ${percent(cold.spread)} |`,
    `| a file of ${number(again.lines)} lines again after each change, 95th percentile of 100 | ${again.aloneMs.toFixed(0)} ms | ${again.withMs.toFixed(0)} ms | ${times(again.withMs / again.aloneMs)} | ${percent(again.spread)} |`,
    "",
    `In that file the rules themselves take ${again.ownMs.toFixed(1)} ms, ${percent(again.ownMs / again.parserMs)} of the parser's time (95th percentiles).`,
  ].join("\n");
}

const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`;

/** All of it, as `npm run bench` prints it. */
export function report(results) {
  const parts = [setText, sideBySideTable, rankText, growthTable, surroundingsTable];
  return parts.filter((part) => partsWith(part, results)).map((part) => part(results)).join("\n\n");
}

/** A run over a part of the configurations has no ranks. */
function partsWith(part, { sideBySide }) {
  return part !== rankText || sideBySide.some(({ name }) => name === oursAgain) && sideBySide.some(({ version }) => version !== undefined) && sideBySide[0].name === parserOnly;
}
