// Makes a checkout ready to run: packages, generated database client, bundles, console pages. Plain Node without dependencies,
// since it runs before there are any. Each step remembers a digest of its inputs and is skipped while they are unchanged.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, "node_modules", ".cache", "popdesk");
const oldestNode = [20, 19];

const environment = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

const schemas = ["prisma/schema.prisma", "prisma/migrations", "prisma/logs", "prisma/schemas.mjs"];

/** Each step: what it reads, what must exist afterwards, what it runs. */
const steps = [
  {
    name: "packages",
    says: "Installing packages (once; one of them is compiled, which takes a minute or two)",
    inputs: ["package.json", "package-lock.json"],
    outputs: ["node_modules/better-sqlite3/build/Release/better_sqlite3.node", "node_modules/next/package.json"],
    // npm install, not npm ci: it keeps to the lockfile too, and also accepts one written where some platforms' builds are not offered.
    run: () => npm("install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"),
    failed: packagesFailed,
  },
  {
    name: "database client",
    says: "Generating the database client",
    inputs: [...schemas, "prisma/generate.mjs", "package-lock.json"],
    outputs: [
      "prisma/generated/sqlite/client.ts",
      "prisma/generated/postgresql/client.ts",
      "prisma/generated/logs/sqlite/client.ts",
      "prisma/generated/logs/postgresql/client.ts",
      "prisma/generated/newest-migration.ts",
    ],
    run: () => node("prisma/generate.mjs"),
  },
  {
    name: "programs",
    says: "Bundling the daemon, the console and the command",
    inputs: ["server", "pop3d", ...schemas, "package-lock.json", "package.json"],
    outputs: ["dist/start.mjs", "dist/prepare.mjs", "dist/pop3d.mjs", "dist/console.mjs", "dist/popdesk.mjs"],
    run: () => node("server/build.mjs"),
  },
  {
    name: "console",
    says: "Building the console's pages",
    inputs: [
      "app",
      "components",
      "server",
      ...schemas,
      "next.config.js",
      "postcss.config.mjs",
      "tsconfig.json",
      "package-lock.json",
    ],
    outputs: [".next/BUILD_ID"],
    run: () => node("node_modules/next/dist/bin/next", "build"),
  },
];

const startedAt = Date.now();
requireNode();
let hasWorked = false;
for (const step of steps) {
  const digest = digestOf(step.inputs);
  const stamp = join(stamps, step.name.replace(" ", "-"));
  const isCurrent = existsSync(stamp) && readFileSync(stamp, "utf8") === digest;
  if (isCurrent && step.outputs.every((output) => existsSync(join(root, output)))) continue;
  hasWorked = true;
  console.log(`${step.says} …`);
  const { status, said } = await step.run();
  if (status !== 0) {
    console.error(said.trimEnd());
    console.error(`\nSet-up stopped at "${step.name}".`);
    step.failed?.(said);
    process.exit(1);
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, digest);
}
if (hasWorked) console.log(`Ready after ${Math.round((Date.now() - startedAt) / 1000)} s.`);

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(
    `Popdesk needs Node.js ${oldestNode.join(".")} or newer, and this is ${process.versions.node}.\n` +
      "Install a current one from nodejs.org or your distribution, then try again.",
  );
  process.exit(1);
}

/** SHA-256 over names and contents of files, folders taken as a whole; over this program's own version of Node as well. */
function digestOf(inputs) {
  const hash = createHash("sha256").update(process.versions.node);
  const add = (path) => {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  };
  for (const input of inputs) {
    if (!existsSync(join(root, input))) continue;
    const entries = listOf(input);
    if (entries === null) add(input);
    else for (const entry of entries) add(entry);
  }
  return hash.digest("hex");
}

/** Files below a folder in a fixed order; null where `path` is a file. */
function listOf(path) {
  try {
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".md"))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return null;
    throw error;
  }
}

/** The npm that is running this, or the one on the path. */
function npm(...args) {
  const { npm_execpath: path } = process.env;
  return path?.endsWith(".js") ? run(process.execPath, [path, ...args]) : run("npm", args);
}

function node(script, ...args) {
  return run(process.execPath, [join(root, script), ...args]);
}

/** Runs quietly; what was said is shown only where it failed. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (chunk) => {
      said += chunk;
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", (error) => resolve({ status: 1, said: said + error.message }));
    child.on("close", (status) => resolve({ status, said }));
  });
}

function packagesFailed(said) {
  const isCompiler = /gyp ERR|not found: make|\bg\+\+|\bc\+\+|Could not find any Python|no acceptable C/i.test(said);
  console.error(
    isCompiler
      ? "One package is compiled here, and its compiler is missing. On Debian or Ubuntu:\n\n" +
          "    sudo apt-get install python3 make g++\n\nThen run the same command again; it goes on where it stopped."
      : "Check that the npm registry can be reached from here, then run the same command again.",
  );
}
