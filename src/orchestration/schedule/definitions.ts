import { canonicalJson, type Json } from "#kernel";
import type { EnginePorts } from "../engine/engine-ports.js";
import { jobNamed } from "../engine/runs.js";
import type { JobSpec } from "../spec/job-spec.js";
import type { JobDefinition, ScheduleStore } from "./ports.js";

/** One place in which a job differs from what is in force. */
export interface SpecDifference {
  readonly path: string;
  /** Null = not there. */
  readonly before: Json;
  readonly after: Json;
}

/** What putting a job into force did, or would do. */
export interface JobChange {
  readonly job: string;
  readonly action: "create" | "update" | "none";
  readonly differences: readonly SpecDifference[];
}

const isContainer = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null;

/** Entries of a list of tasks or parameters go by name, so that one that was put in does not change all behind it. */
function membersOf(value: Json): readonly (readonly [string, Json])[] {
  if (!Array.isArray(value)) return Object.entries(value as Readonly<Record<string, Json>>);
  return value.map((entry: Json, index) => {
    const named = isContainer(entry) ? (entry["task_key"] ?? entry["name"]) : undefined;
    return [typeof named === "string" ? named : String(index), entry];
  });
}

function differencesOf(path: string, before: Json | undefined, after: Json | undefined): readonly SpecDifference[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isContainer(before) || !isContainer(after)) return [{ path, before: before ?? null, after: after ?? null }];
  const [left, right] = [new Map(membersOf(before)), new Map(membersOf(after))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differencesOf(path === "" ? name : `${path}.${name}`, left.get(name), right.get(name)),
  );
}

const plain = (spec: JobSpec): Json => JSON.parse(JSON.stringify(spec)) as Json;

/** What putting the jobs of the program into force would change. */
export function compareDefinitions(ports: Pick<EnginePorts, "jobs">, schedules: ScheduleStore): readonly JobChange[] {
  const known = new Map(schedules.definitions().map((definition) => [definition.job, definition]));
  return Object.values(ports.jobs).map((spec): JobChange => {
    const before = known.get(spec.name);
    if (before === undefined) return { job: spec.name, action: "create", differences: [] };
    const differences = differencesOf("", plain(before.spec), plain(spec));
    return { job: spec.name, action: differences.length === 0 ? "none" : "update", differences };
  });
}

/** Puts the jobs of the program into force: creates or updates each; runs that are under way keep the spec they have. */
export function applyDefinitions(ports: EnginePorts, schedules: ScheduleStore): readonly JobChange[] {
  return ports.store.transaction(() => {
    const paused = new Map(schedules.definitions().map(({ job, paused }) => [job, paused]));
    const changes = compareDefinitions(ports, schedules);
    for (const { job, action } of changes) {
      if (action === "none") continue;
      const spec = ports.jobs[job]!;
      schedules.define({ job, spec, paused: paused.get(job) ?? false, appliedAt: ports.clock.now() });
    }
    return changes;
  });
}

/** A job as it is in force, or as the program has it when it was never applied. */
export function definitionOf(job: string, ports: EnginePorts, schedules: ScheduleStore): JobDefinition {
  const spec = jobNamed(ports.jobs, job);
  const known = schedules.definitions().find((definition) => definition.job === job);
  return known ?? { job, spec, paused: false, appliedAt: ports.clock.now() };
}

/**
 * Lets the calendar and trigger of a job rest, or work again; what falls into the rest is not caught up.
 * @throws NotFound `orchestration/unknown-job`
 */
export function pauseJob(job: string, paused: boolean, ports: EnginePorts, schedules: ScheduleStore): JobDefinition {
  return ports.store.transaction(() => {
    const definition = { ...definitionOf(job, ports, schedules), paused };
    schedules.define(definition);
    return definition;
  });
}
