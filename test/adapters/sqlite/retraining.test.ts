import { join } from "node:path";
import { createSqliteDecisionStore, createSqliteIncidentStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { decisionStoreConformance, incidentStoreConformance } from "../../conformance/retraining-stores.js";
import { temporaryFolder } from "../../conformance/temporary-folder.js";
import { decision } from "../../retraining/make.js";

const folder = temporaryFolder();
const open: Metadata[] = [];
afterAll(() => {
  for (const metadata of open) metadata.close();
});

async function newMetadata(): Promise<Metadata> {
  const metadata = await openMetadata(join(folder, `retraining-${open.length}.sqlite`));
  open.push(metadata);
  return metadata;
}

describe("IncidentStore over SQLite", () =>
  incidentStoreConformance(async () => createSqliteIncidentStore(await newMetadata())));
describe("DecisionStore over SQLite", () =>
  decisionStoreConformance(async () => createSqliteDecisionStore(await newMetadata())));

it("a stored decision refuses changes through plain SQL", async () => {
  const metadata = await newMetadata();
  createSqliteDecisionStore(metadata).add(decision("d1"));
  const refused = expect.objectContaining({ code: "sqlite/failed" });
  expect(() => metadata.run("UPDATE decisions SET fired = 0")).toThrow(refused);
  expect(() => metadata.run("DELETE FROM decisions")).toThrow(refused);
});
