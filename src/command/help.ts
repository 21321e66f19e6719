/** What `--help` prints. */
export const helpText = `Finds and repairs connection bugs in Node services: unbounded pools, endless retries, leaks.

Usage: eslint-plugin-connections [options] [paths...]

  paths                   files and folders to lint (default: the current folder). Folders are searched for
                          .js .mjs .cjs .jsx .ts .mts .cts .tsx; node_modules, dist, build, coverage, *.min.js,
                          *.d.ts and what git ignores are left out unless named.

  --preset <name>         recommended (default), essential or strict
  --rule <entry>          a rule in ESLint's syntax, on top of the preset; may be repeated:
                          --rule 'connections/require-timeouts: off'
  --fix                   repair what can be repaired, file by file, whole or not at all
  --fix-dry-run           print what --fix would change as a diff; write nothing
  --show-fixes            print the problems, then the diff; write nothing
  --format <name>         stylish (default), json, sarif or markdown
  --quiet                 report errors only, no warnings
  --max-warnings <n>      more than n warnings count as a failure
  --no-config-lookup      do not read ignores and settings.connections from the project's eslint.config.*
  -h, --help              print this
  -v, --version           print the version

Exit codes: 0 no problems, 1 problems, 2 could not run.
`;
