import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildProgram } from "#src/cli/main.js";
import { describe, expect, it, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { root } from "../docs/read-docs.js";

const unit = readFileSync(join(root, "deploy/driftloop.service"), "utf8");
const container = readFileSync(join(root, "deploy/Containerfile"), "utf8");
const packageFile = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
};

/** Throws when the command line has no such verb or flag. */
function checkCommand(words: readonly string[]): void {
  const [verb, ...rest] = words;
  const program = buildProgram();
  const command = program.commands.find((each) => each.name() === verb);
  if (command === undefined) throw new Error(`there is no verb "${verb}"`);
  const known = new Set([...program.options, ...command.options].map(({ long }) => long));
  const unknown = rest.filter((word) => word.startsWith("--") && !known.has(word));
  if (unknown.length > 0) throw new Error(`driftloop ${verb} has no ${unknown.join(", ")}`);
}

describe("the systemd unit", () => {
  it("starts a command that exists", () => {
    const [, line] = /^ExecStart=\/usr\/local\/bin\/driftloop (.*)$/m.exec(unit)!;
    checkCommand(line!.split(" "));
  });

  it("gives longer to stop than the command asks for by itself", () => {
    const serve = buildProgram().commands.find((command) => command.name() === "serve")!;
    const grace = String(serve.options.find(({ long }) => long === "--grace")!.defaultValue);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1])).toBeGreaterThan(Number.parseInt(grace, 10));
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  test.runIf(hasSystemd)("is one that systemd reads without a complaint", () => {
    const file = join(temporaryFolder(), "driftloop.service");
    writeFileSync(file, unit.replace("/usr/local/bin/driftloop", process.execPath));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
    expect({ status, complaints: stderr.split("\n").filter((line) => line.includes("driftloop.service")) }).toEqual({
      status: 0,
      complaints: [],
    });
  });
});

describe("the container file", () => {
  it("runs a command that exists", () => {
    const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(container)![1]!) as string[];
    const words = JSON.parse(/^CMD (.*)$/m.exec(container)![1]!) as string[];
    expect(entry).toEqual(["driftloop"]);
    checkCommand(words);
  });

  it("uses a Node.js the package supports, scripts it has and files that are there", () => {
    const major = Number(/node:(\d+)-/.exec(container)![1]);
    expect(major).toBeGreaterThanOrEqual(Number(/(\d+)/.exec(packageFile.engines.node)![1]));
    for (const [, script] of container.matchAll(/npm run (\S+)/g)) expect(packageFile.scripts[script!]).toBeDefined();
    const copied = [...container.matchAll(/^COPY (?!--from|\. \.)(.*) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    const built = [...container.matchAll(/\/build\/(\S+)/g)].map(([, file]) => file!);
    const made = new Set(["dist", "node_modules"]);
    expect([...copied, ...built].filter((file) => !made.has(file) && !existsSync(join(root, file)))).toEqual([]);
  });

  it("does not run as root", () => {
    expect(container.match(/^USER (.*)$/gm)).toEqual(["USER node"]);
  });
});
