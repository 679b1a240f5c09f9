import { DriftloopError } from "#kernel";
import type { RunStore } from "./ports.js";

/** Whether a run of that id is kept. */
export function hasRun(runs: RunStore, id: string): boolean {
  try {
    runs.get(id);
    return true;
  } catch (error) {
    if (error instanceof DriftloopError && error.code === "tracking/run-not-found") return false;
    throw error;
  }
}
