import { z } from "zod";

/** How long `driftloop gc` keeps what nothing needs any more. */
export interface RetentionOptions {
  /** Logs of runs; default 90d. */
  readonly logs: string;
  /** Pages in `.driftloop/reports`; they can be written again. Default 180d. */
  readonly reports: string;
  /** Models and reports of runs that no version came from; default 90d. */
  readonly artifacts: string;
  /** Files of table versions that were replaced; default 180d. */
  readonly tableVersions: string;
  /** Messages that were delivered; default 90d. */
  readonly notifications: string;
}

const duration = z.string().regex(/^\d+(\.\d+)?\s*(ms|s|min|h|d|w)$/, "write a duration such as 90d");

/** Schema of {@link RetentionOptions}. */
export const retentionOptions: z.ZodType<RetentionOptions> = z.strictObject({
  logs: duration.default("90d").describe("how long logs of runs are kept"),
  reports: duration.default("180d").describe("how long pages are kept; they can be written again"),
  artifacts: duration.default("90d").describe("how long models and reports of runs without a version are kept"),
  tableVersions: duration.default("180d").describe("how long files of replaced table versions are kept"),
  notifications: duration.default("90d").describe("how long delivered messages are kept"),
});
