import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/build.ts"],
    include: ["test/**/*.test.ts"],
    // Two cores, and several suites start programs of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
