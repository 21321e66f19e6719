/** What `--help` prints. */
export const helpText = `Finds and repairs connection bugs in Node services: unbounded pools, endless retries, leaks.

Usage: eslint-plugin-connections [options] [paths...]
       eslint-plugin-connections audit [options] [tsconfig or folder]     (audit --help)

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

/** What `audit --help` prints. */
export const auditHelpText = `Finds every client of a program and adds up what the service may open to each server.

Usage: eslint-plugin-connections audit [options] [tsconfig or folder]

  tsconfig or folder      the program (default: the current folder): a tsconfig.json with what it references, a folder
                          that holds one, or any folder of JavaScript or TypeScript; of a workspace, all packages

  --instances <n>         copies of the service that run at once (default: settings.connections.server.instances or 1)
  --workers <n>           processes of each: cluster workers, worker threads (default: 1)
  --server-limit <n>      connections a server takes (default: settings.connections.server.maxConnections);
                          --server-limit DATABASE_URL=100 for one server; may be repeated
  --fail-over             exit code 1 when a server may get more than it takes, or any number
  --format <name>         table (default), json, markdown, sarif or html
  --output <file>         write the report there instead of printing it
  --consolidate           show, as a diff, one shared module for clients that several modules make alike
  --write                 with --consolidate: change the files
  --no-config-lookup      do not read settings.connections from the project's eslint.config.*
  -h, --help              print this

Exit codes: 0 done, 1 over budget with --fail-over, 2 could not run.
`;
