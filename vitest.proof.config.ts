import { defineConfig } from "vitest/config";

/** Suites that need the real client libraries (`lab/probes`, installed by `npm run probe`) or take minutes. */
export default defineConfig({
  test: {
    globalSetup: ["test/build.ts"],
    include: ["test/proof/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
