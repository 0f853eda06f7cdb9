import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    // Runs of the built action really wait for their first write (about 4 s after a mint), several at a time.
    testTimeout: 120_000,
    maxConcurrency: 8,
  },
});
