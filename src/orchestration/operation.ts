import type { Json } from "#kernel";
import type { RunTrigger } from "./run.js";

/** What an operation is given when it runs. */
export interface OperationContext {
  readonly runId: string;
  readonly taskKey: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** How often the run was repaired before this attempt. */
  readonly repairs: number;
  /** Parameters of the run, with the job's defaults. */
  readonly parameters: Json;
  /** Parameters of the task, with references resolved. */
  readonly taskParameters: Readonly<Record<string, Json>>;
  /** Output of each task it depends on, by task key. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** What started the run. */
  readonly trigger: RunTrigger;
  /** Aborted when the attempt ran out of time, was cancelled or lost its lease; what it returns then is not kept. */
  readonly signal: AbortSignal;
  /** What an earlier attempt kept with {@link saveHandle}: its work is taken up again, not started a second time. */
  readonly handle: Json | null;
  /**
   * Keeps the name of work that goes on outside, or a decision that every attempt must repeat; it is on disk on return.
   * @throws Conflict `orchestration/lease-lost` when another worker has taken over
   */
  saveHandle(handle: Json): void;
  /** Adds a line to the log of the task. */
  log(line: string): void;
}

/**
 * Work that a task names. Running it twice with the same run and inputs must leave the same state as running it once: the
 * output is stored once, but a kill can fall between the work and the record.
 */
export type Operation = (context: OperationContext) => Promise<Json>;

/** Operations by name, such as `model_training`. */
export type Operations = Readonly<Record<string, Operation>>;
