import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteRegistryStore, type Metadata, openMetadata } from "#adapters/sqlite";
import { createArtifactStore } from "#adapters/system";
import type { PipelinePorts } from "#pipelines";
import type { ArtifactStore, ModelVersion, RegistryStore } from "#registry";
import { approveChallenger } from "#src/pipelines/decision/challenger-approval.js";
import type { PipelineSettings } from "#src/pipelines/settings.js";
import type { ValidationReport } from "#src/pipelines/validation-report.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tickingClock } from "../tuning/study-fixtures.js";

const name = "churn";
const settings = { name } as PipelineSettings;

interface Project {
  readonly folder: string;
  readonly metadata: Metadata;
  readonly registry: RegistryStore;
  readonly artifacts: ArtifactStore;
  readonly ports: PipelinePorts;
}

/** A registry on disk; approval uses nothing else, so the other ports are left out. */
async function openProject(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "driftloop-approval-"));
  const metadata = await openMetadata(join(folder, "metadata.sqlite"));
  const registry = createSqliteRegistryStore(metadata);
  const artifacts = createArtifactStore(join(folder, "artifacts"));
  const ports = { registry, artifacts, clock: tickingClock() } as unknown as PipelinePorts;
  return { folder, metadata, registry, artifacts, ports };
}

/** A version whose gates passed and whose report says: promote. */
async function validatedVersion(
  { registry, artifacts }: Project,
  champion: number | null,
  about: Partial<ValidationReport> = {},
): Promise<ModelVersion> {
  const run = `run ${registry.listVersions(name).length + 1}`;
  const model = await artifacts.put(`the model of ${run}`);
  const { version } = registry.createVersion({
    name,
    createdAt: "2026-01-01T00:00:00.000Z",
    runId: run,
    artifacts: { "model.json": model },
    lineage: null,
    metrics: {},
    tags: {},
  });
  const report = {
    format: 1,
    name,
    version,
    artifacts: { "model.json": model },
    championVersion: champion,
    gates: { verdict: "passed", sentence: "All gates passed." },
    decision: { kind: "promote", recommendation: "promote", sentences: ["Promote: it is better."] },
    ...about,
  };
  const validationDigest = await artifacts.put(JSON.stringify(report));
  registry.annotate(name, version, { validation: "passed", validationDigest });
  return registry.getVersion(name, version);
}

/** Turns one bit of a stored artifact. */
function damage({ folder }: Project, digest: string): void {
  const path = join(folder, "artifacts", digest);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

const approval = (version: number, actor = "ana") => ({ version, actor, by: "person" as const, comment: "agreed" });

describe("an approval", () => {
  let project: Project;
  const approve = (version: number, actor?: string): ReturnType<typeof approveChallenger> =>
    approveChallenger(approval(version, actor), settings, project.ports);

  beforeEach(async () => {
    project = await openProject();
    const { version } = await validatedVersion(project, null);
    await approve(version);
  });

  afterEach(() => {
    project.metadata.close();
    rmSync(project.folder, { recursive: true, force: true });
  });

  it("is refused when a bit of the stored validation report is wrong, and the champion stays", async () => {
    const { version, validationDigest } = await validatedVersion(project, 1);
    damage(project, validationDigest!);
    await expect(approve(version)).rejects.toMatchObject({
      code: "approval/report-damaged",
      message: expect.stringContaining(`driftloop validate ${version}`) as string,
    });
    expect(project.registry.aliases(name).champion).toBe(1);
  });

  it("is refused when a bit of the model is wrong", async () => {
    const { version, artifacts } = await validatedVersion(project, 1);
    damage(project, artifacts["model.json"]!);
    await expect(approve(version)).rejects.toMatchObject({ code: "artifact/corrupt" });
    expect(project.registry.aliases(name).champion).toBe(1);
  });

  it("is refused when the report is about another version or about other bytes", async () => {
    const other = await validatedVersion(project, 1, { version: 77 });
    await expect(approve(other.version)).rejects.toMatchObject({ code: "approval/report-damaged" });
    const bytes = await validatedVersion(project, 1, { artifacts: { "model.json": "0".repeat(64) } });
    await expect(approve(bytes.version)).rejects.toMatchObject({ code: "approval/other-bytes" });
    expect(project.registry.aliases(name).champion).toBe(1);
  });

  it("is refused when the gates did not pass, whoever asks", async () => {
    const required = [{ title: "Calibration", required: true, verdict: "failed" }];
    const gates = { verdict: "failed", sentence: "Failed: Calibration.", gates: required } as unknown;
    const { version } = await validatedVersion(project, 1, { gates: gates as ValidationReport["gates"] });
    const reason = "required gates were not passed (Calibration)";
    expect(await approve(version)).toMatchObject({ promoted: false, action: "kept", reason });
    expect(project.registry.aliases(name).champion).toBe(1);
  });

  it("by policy tells the reason without the verdict, and the whole sentence of a report that did not keep them apart", async () => {
    const byPolicy = async (decision: object): Promise<string> => {
      const { version } = await validatedVersion(project, project.registry.aliases(name).champion!, {
        decision: decision as ValidationReport["decision"],
      });
      const request = { version, actor: "policy", by: "policy" } as const;
      return (await approveChallenger(request, settings, project.ports)).reason;
    };
    const sentences = ["Promote: it is better."];
    expect(await byPolicy({ kind: "promote", recommendation: "promote", reason: "it is better", sentences })).toBe(
      "it is better",
    );
    expect(await byPolicy({ kind: "promote", recommendation: "promote", sentences })).toBe("Promote: it is better.");
  });

  it("wins against one at the same moment, which gets a conflict that names the winner", async () => {
    const [second, third] = [await validatedVersion(project, 1), await validatedVersion(project, 1)];
    const both = await Promise.allSettled([approve(second.version, "ana"), approve(third.version, "ben")]);
    const won = both.findIndex(({ status }) => status === "fulfilled");
    const lost = both[1 - won] as PromiseRejectedResult;
    const [winner, version] = won === 0 ? ["ana", second.version] : ["ben", third.version];
    expect(lost.status).toBe("rejected");
    expect(lost.reason).toMatchObject({ kind: "Conflict", code: "registry/alias-moved" });
    expect(String(lost.reason)).toContain(`${winner} moved it last`);
    expect(project.registry.aliases(name)).toEqual({ champion: version, previous_champion: 1 });
  });

  it("that comes after another one is told that the champion is not the one it was compared with", async () => {
    const [second, third] = [await validatedVersion(project, 1), await validatedVersion(project, 1)];
    await approve(second.version);
    await expect(approve(third.version)).rejects.toMatchObject({
      kind: "Conflict",
      code: "approval/champion-changed",
      message: expect.stringMatching(/champion is \d+ now \(.+ moved it/) as string,
    });
  });
});
