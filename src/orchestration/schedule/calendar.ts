import { Cron } from "croner";
import type { JobSchedule } from "../spec/job-spec.js";

type Calendar = Pick<JobSchedule, "cron" | "timezone_id">;

const calendars = new Map<string, Cron>();

function calendarOf({ cron, timezone_id }: Calendar): Cron {
  const key = `${timezone_id} ${cron}`;
  const known = calendars.get(key);
  if (known !== undefined) return known;
  const calendar = new Cron(cron, { timezone: timezone_id, paused: true });
  calendars.set(key, calendar);
  return calendar;
}

/**
 * The next moment of a calendar after another, in epoch milliseconds; null when there is none. A moment that a change to
 * daylight-saving time leaves out comes with the first moment after the gap, one that happens twice comes once.
 */
export function nextMoment(calendar: Calendar, after: number): number | null {
  return calendarOf(calendar).nextRun(new Date(after))?.getTime() ?? null;
}

/** Moments of a calendar that have passed. */
export interface PassedMoments {
  readonly count: number;
  readonly latest: number;
}

const most = 100_000;

/** Moments after `after` and not after `until`, at most 100,000 of them; null when there are none. */
export function passedMoments(calendar: Calendar, after: number, until: number): PassedMoments | null {
  let count = 0;
  let latest = after;
  for (let next = nextMoment(calendar, latest); next !== null && next <= until; next = nextMoment(calendar, latest)) {
    count += 1;
    latest = next;
    if (count === most) break;
  }
  return count === 0 ? null : { count, latest };
}

/** All moments from `from` to `to`, both included. */
export function momentsBetween(calendar: Calendar, from: number, to: number): readonly number[] {
  const moments: number[] = [];
  for (let next = nextMoment(calendar, from - 1); next !== null && next <= to; next = nextMoment(calendar, next)) {
    moments.push(next);
    if (moments.length === most) break;
  }
  return moments;
}
