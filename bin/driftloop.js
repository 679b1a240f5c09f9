#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const entry = new URL("../dist/bundle/main.js", import.meta.url);
const setup = fileURLToPath(new URL("../scripts/setup.mjs", import.meta.url));

// A clone has no build yet; an installed package always has one and carries no set-up script.
if (!existsSync(entry) && existsSync(setup)) {
  const { spawnSync } = await import("node:child_process");
  const { status } = spawnSync(process.execPath, [setup], { stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(3);
}
const { main } = await import(entry.href);
await main(process.argv.slice(2));
