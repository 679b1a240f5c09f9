import { createMemoryDecisionStore, createMemoryIncidentStore } from "#adapters/memory";
import { describe } from "vitest";
import { decisionStoreConformance, incidentStoreConformance } from "../../conformance/retraining-stores.js";

describe("IncidentStore in memory", () => incidentStoreConformance(async () => createMemoryIncidentStore()));
describe("DecisionStore in memory", () => decisionStoreConformance(async () => createMemoryDecisionStore()));
