import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };
const outside = [...configDefaults.exclude, ".next/**", "e2e/**", "examples/**"];

export default defineConfig({
  resolve: { alias },
  test: {
    // Two cores: more workers only wait for each other and for the database.
    maxWorkers: 2,
    // Files of one worker share its modules: loading them anew for each took more CPU than the tests.
    isolate: false,
    // Of these options a project has those alone that it extends.
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [
            ...outside,
            "**/*.db.test.ts",
            "**/*.demo.test.ts",
            "**/*.peers.test.ts",
            "**/*.bytes.test.ts",
          ],
          // A limit is for what hangs: checking the whole API document takes 5 s where both cores are busy.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: outside,
          globalSetup: ["lib/testing/global-database.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: "peers",
          include: ["**/*.peers.test.ts"],
          exclude: outside,
          globalSetup: ["lib/testing/global-database.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: "bytes",
          include: ["**/*.bytes.test.ts"],
          exclude: outside,
          globalSetup: ["lib/testing/global-database.ts"],
          // Each byte of an archive is altered once: half an hour.
          testTimeout: 7_200_000,
        },
      },
      {
        extends: true,
        test: {
          name: "demo",
          include: ["**/*.demo.test.ts"],
          exclude: outside,
          // Two web and two worker processes start within a minute where both cores are busy.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
