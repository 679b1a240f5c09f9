// Tries to move the champion: `<metadata file> <actor>`; reads one JSON line `{"expected":1,"version":2}` for each try and
// answers with a JSON line.
import { createInterface } from "node:readline";
import { createSqliteRegistryStore, openMetadata } from "#adapters/sqlite";
import { systemClock } from "#adapters/system";
import { DriftloopError, instantOf } from "#kernel";

const [path = "", actor = ""] = process.argv.slice(2);
const metadata = await openMetadata(path);
const registry = createSqliteRegistryStore(metadata);

function attempt(expected: number, version: number): object {
  try {
    registry.moveAliases({
      name: "churn",
      moves: [{ alias: "champion", expected, version }],
      action: "promote",
      actor,
      reason: `version ${version} is better`,
      evidenceDigest: null,
      at: instantOf(systemClock),
    });
    return { won: true };
  } catch (error) {
    if (!(error instanceof DriftloopError)) throw error;
    return { won: false, kind: error.kind, code: error.code, message: error.message };
  }
}

process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { expected, version } = JSON.parse(line) as { expected: number; version: number };
  process.stdout.write(`${JSON.stringify(attempt(expected, version))}\n`);
}
metadata.close();
