import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

/** The last line of every run: `N passed, N failed`, and what was skipped when something was. */
class Closing implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        count[state === "passed" || state === "failed" ? state : "skipped"] += 1;
      }
      // A file that did not even load.
      if (module.state() === "failed" && count.failed === before) count.failed += 1;
    }
    const skipped = count.skipped > 0 ? `${count.skipped} skipped\n` : "";
    process.on("exit", () => {
      // Whoever ends the process has not always heard of it: the PostgreSQL of the tests ends it with 0.
      if (count.failed > 0) process.exitCode = 1;
      process.stdout.write(`${skipped}${count.passed} passed, ${count.failed} failed\n`);
    });
  }
}

/** Tests that start programs, sockets or browsers; everything else runs in threads that share their modules. */
const endToEnd = ["test/e2e/**/*.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", new Closing()],
    globalSetup: ["test/support/global-setup.ts"],
    setupFiles: ["test/support/no-unexpected-console-error.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: endToEnd,
          pool: "forks",
          maxWorkers: 2,
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: endToEnd,
          pool: "forks",
          // Each file starts a product of its own on free ports; much of its time is waiting.
          maxWorkers: 2,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
