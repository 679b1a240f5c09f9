import { createMemoryArtifactStore } from "#adapters/memory";
import { loadModel, modelDocumentText } from "#inference";
import { sha256 } from "#kernel";
import type { ArtifactStore, ModelVersion } from "#registry";
import { beforeEach, describe, expect, test } from "vitest";
import { document } from "./model.js";

const boosterText = "tree\nversion=v4\n";
let artifacts: ArtifactStore;

beforeEach(() => {
  artifacts = createMemoryArtifactStore();
});

async function stored(modelText: string, booster = boosterText): Promise<ModelVersion> {
  return {
    name: "shop",
    version: 3,
    createdAt: "2024-01-01T00:00:00.000Z",
    runId: "run_1",
    artifacts: { "model.json": await artifacts.put(modelText), "booster.txt": await artifacts.put(booster) },
    lineage: {},
    metrics: {},
    tags: {},
    validation: "none",
    validationDigest: null,
  };
}

const whole = { ...document, boosterDigest: sha256(boosterText) };

describe("modelDocumentText", () => {
  test("is the same for equal documents, whatever the order of their keys", () => {
    const turned = Object.fromEntries(Object.entries(whole).reverse()) as unknown as typeof whole;

    expect(modelDocumentText(turned)).toBe(modelDocumentText(whole));
  });
});

describe("loadModel", () => {
  test("gives back what was stored", async () => {
    const version = await stored(modelDocumentText(whole));

    expect(await loadModel(version, artifacts)).toEqual({ version: 3, document: whole, boosterText });
  });

  test("refuses a forest that is not the document's", async () => {
    await expect(loadModel(await stored(modelDocumentText(whole), "another"), artifacts)).rejects.toMatchObject({
      kind: "ExternalFailure",
      code: "model/damaged",
    });
  });

  test.each([
    ["cut off", modelDocumentText(whole).slice(0, 100)],
    ["null", "null"],
    ["of a later format", modelDocumentText(whole).replace('"format":1', '"format":2')],
  ])("refuses a document that is %s", async (_, text) => {
    await expect(loadModel(await stored(text), artifacts)).rejects.toMatchObject({ code: "model/damaged" });
  });

  test("names the artifact that a version lacks", async () => {
    const version = await stored(modelDocumentText(whole));
    const { "model.json": _, ...without } = version.artifacts;

    await expect(loadModel({ ...version, artifacts: without }, artifacts)).rejects.toMatchObject({
      code: "model/damaged",
      message: expect.stringContaining('"model.json"'),
    });
  });

  test("says which bytes are gone", async () => {
    const version = await stored(modelDocumentText(whole));

    await expect(loadModel(version, createMemoryArtifactStore())).rejects.toMatchObject({ code: "artifact/not-found" });
  });
});
