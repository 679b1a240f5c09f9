import { messageOf } from "#kernel";
import { Cron } from "croner";
import { z } from "zod";
import type { JobSchedule, JobTrigger } from "./spec/job-spec.js";

/** What starts one job by itself: a calendar text, or more. */
export type ScheduleOption =
  | string
  | {
      readonly cron?: string | undefined;
      readonly timezone: string;
      readonly paused: boolean;
      readonly onTableChange?: readonly string[] | undefined;
      readonly onAliasChange?: readonly string[] | undefined;
      readonly onIncident?: readonly string[] | undefined;
    };

/** What starts each job by itself, by name of job; a job that is not named starts by hand. */
export type ScheduleOptions = Readonly<Record<string, ScheduleOption>>;

function cronProblem(
  cron: string,
  place: { readonly timezone: string } | { readonly utcOffset: number },
): string | null {
  try {
    new Cron(cron, { ...place, paused: true }).nextRun();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const cron = z.string().superRefine((text, context) => {
  // Without a zone's name no table of zones is loaded, which every command on a project would wait for.
  const problem = cronProblem(text, { utcOffset: 0 });
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});

const timezone = z.string().superRefine((name, context) => {
  if (cronProblem("0 0 * * *", { timezone: name }) === null) return;
  context.addIssue({ code: "custom", message: `"${name}" is not a time zone such as UTC or Europe/Berlin` });
});

const triggers = ["onTableChange", "onAliasChange", "onIncident"] as const;

const full = z
  .strictObject({
    cron: cron.optional().describe("minute, hour, day, month, weekday, such as `0 6 * * *`"),
    timezone: timezone.default("UTC").describe("time zone of the calendar; daylight saving is followed"),
    paused: z.boolean().default(false).describe("whether it rests"),
    onTableChange: z.array(z.string()).min(1).optional().describe("tables whose new versions start it"),
    onAliasChange: z.array(z.string()).min(1).optional().describe("aliases whose moves start it"),
    onIncident: z.array(z.string()).optional().describe("keys of events that start it; an empty list takes all"),
  })
  .superRefine((option, context) => {
    if (triggers.filter((name) => option[name] !== undefined).length <= 1) return;
    context.addIssue({ code: "custom", message: `one of ${triggers.join(", ")}; a calendar may stand beside it` });
  });

/** Schema of {@link ScheduleOptions}. */
export const scheduleOptions: z.ZodType<ScheduleOptions> = z.record(z.string(), z.union([cron, full]));

function triggerOf(option: Exclude<ScheduleOption, string>): JobTrigger | undefined {
  const pause_status = option.paused ? "PAUSED" : "UNPAUSED";
  if (option.onTableChange !== undefined) {
    const table_update = {
      table_names: option.onTableChange,
      condition: "ANY_UPDATED",
      min_time_between_triggers_seconds: 60,
      wait_after_last_change_seconds: 60,
    } as const;
    return { pause_status, table_update };
  }
  if (option.onAliasChange !== undefined) return { pause_status, alias_change: { aliases: option.onAliasChange } };
  if (option.onIncident !== undefined) return { pause_status, incident: { keys: option.onIncident } };
  return undefined;
}

/** What starts a job by itself, as its spec says it. */
export function startOf(option: ScheduleOption): {
  readonly schedule?: JobSchedule | undefined;
  readonly trigger?: JobTrigger | undefined;
} {
  if (typeof option === "string") {
    return { schedule: { cron: option, timezone_id: "UTC", pause_status: "UNPAUSED" } };
  }
  const pause_status = option.paused ? "PAUSED" : "UNPAUSED";
  const trigger = triggerOf(option);
  return {
    ...(option.cron === undefined
      ? {}
      : { schedule: { cron: option.cron, timezone_id: option.timezone, pause_status } }),
    ...(trigger === undefined ? {} : { trigger }),
  };
}
