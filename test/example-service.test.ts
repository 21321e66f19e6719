import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import semver from "semver";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

const service = fileURLToPath(new URL("../fixtures/example-service/", import.meta.url));

function readLines(path: string): string[] {
  return readFileSync(join(service, path), "utf8").split("\n");
}

describe("the example service", () => {
  beforeAll(() => {
    if (existsSync(join(service, "node_modules", ".package-lock.json"))) return;
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: service });
  }, 180_000);

  it("type-checks against the real client packages", () => {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(service, "tsconfig.json"),
      { noEmit: true },
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic(diagnostic) {
          throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
        },
      },
    );
    expect(config?.fileNames.length).toBeGreaterThan(8);

    const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
    const problems = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
      const where = diagnostic.file?.fileName.replace(service, "") ?? "tsconfig.json";
      return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`;
    });
    expect(problems).toEqual([]);

    const read = program.getSourceFiles().map((file) => file.fileName);
    for (const client of ["ioredis", "@types/pg", "undici", "p-retry", "fastify"]) {
      expect(read.some((name) => name.includes(`/example-service/node_modules/${client}/`))).toBe(true);
    }
  }, 120_000);

  it("asks for ranges within one major, so that versions are known without an installation", () => {
    const { dependencies } = JSON.parse(readFileSync(join(service, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).toEqual(["fastify", "ioredis", "p-retry", "pg", "undici"]);
    for (const range of Object.values(dependencies)) {
      const lowest = semver.minVersion(range);
      expect(lowest && semver.subset(range, `>=${lowest.major} <${lowest.major + 1}`)).toBe(true);
    }
  });

  it("names in its README the lines that really stand in the code", () => {
    const readme = readFileSync(join(service, "README.md"), "utf8");
    const mentions = [...readme.matchAll(/`(src\/[\w/-]+\.ts):(\d+)` `([^`]+)`/g)];
    expect(mentions.length).toBe([...readme.matchAll(/\.ts:\d+/g)].length);
    expect(mentions.length).toBeGreaterThan(12);
    for (const [, path = "", line, text = ""] of mentions) {
      expect(readLines(path)[Number(line) - 1], `${path}:${line}`).toContain(text);
    }
  });

  it("stays small enough to be read in one sitting", () => {
    const files = readdirSync(join(service, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const lines = files.reduce((sum, name) => sum + readLines(join("src", name)).length, 0);
    expect(files.length).toBeLessThanOrEqual(12);
    expect(lines).toBeLessThanOrEqual(450);
  });
});
