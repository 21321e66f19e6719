import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/build.ts"],
    include: ["test/**/*.test.ts"],
    // The proof's suites take minutes and need the real client libraries: `npm run proof`.
    exclude: ["test/proof/**", "**/node_modules/**"],
    // Two cores, and several suites start programs of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
