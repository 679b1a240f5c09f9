// Brings a clone to the state in which every other command works: dependencies from the lockfile, a current build,
// the LightGBM library. Each step is skipped when its stamp says it is up to date. Runs on plain Node, before any install.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const say = (line) => process.stderr.write(`setup: ${line}\n`);

function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    ...options,
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}\n`);
    say(`'${command} ${args.join(" ")}' failed (exit ${result.status ?? result.error?.message}).`);
    process.exit(3);
  }
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function ensureDependencies() {
  const stamp = join(root, "node_modules", ".driftloop-lock");
  const wanted = sha256(readFileSync(join(root, "package-lock.json"), "utf8") + process.version);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("installing dependencies from package-lock.json (first run only, about half a minute)");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  if (npm && /npm-cli\.c?js$/.test(npm)) run(process.execPath, [npm, ...args]);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", args, { shell: process.platform === "win32" });
  writeFileSync(stamp, wanted);
}

function sourceState(folder) {
  let newest = 0;
  let count = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    count += 1;
    newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return `${count} ${newest}`;
}

function ensureBuild() {
  const stamp = join(root, "dist", ".driftloop-build");
  const rules = [join(root, "tsconfig.build.json"), join(root, "scripts", "bundle.mjs")];
  const wanted = [sourceState(join(root, "src")), ...rules.map((file) => statSync(file).mtimeMs)].join(" ");
  // A build that was killed may have left the stamp of the one before, without what it stands for.
  const isBuilt = existsSync(join(root, "dist", "bundle", "main.js"));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("building");
  run(process.execPath, [
    join(root, "node_modules", "@typescript", "native", "bin", "tsc"),
    "-p",
    "tsconfig.build.json",
  ]);
  run(process.execPath, [join(root, "scripts", "bundle.mjs")]);
  writeFileSync(stamp, wanted);
}

function ensureLightgbm() {
  const result = spawnSync(process.execPath, [join(root, "bin", "driftloop.js"), "doctor", "--fetch", "--quiet"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.status !== 0)
    say("the LightGBM library is not ready; 'driftloop doctor' explains what to do. Going on without it.");
}

ensureDependencies();
ensureBuild();
ensureLightgbm();
