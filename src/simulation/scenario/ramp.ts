import type { Ramp } from "./scenario.js";
import { weekdayOf } from "./weekday.js";

function shapeStrength(ramp: Ramp, age: number): number {
  if (ramp.shape === "step") return 1;
  if (ramp.shape === "creep") return Math.min(age + 1, ramp.over ?? Number.POSITIVE_INFINITY);
  if (ramp.shape === "wave") return age % ramp.period < ramp.period / 2 ? 1 : 0;
  return Math.min(1, age / (ramp.over ?? 1));
}

/**
 * How much of a change is in force on a day.
 * @param day day of the scenario, counted from 1; below 1 nothing is in force
 * @param startMs beginning of the day, epoch milliseconds
 * @returns 0 is not at all, 1 is all of it; a creeping change goes on growing by 1 a day
 */
export function strengthOn(ramp: Ramp, day: number, startMs: number): number {
  if (day < 1 || day < ramp.from || (ramp.until !== null && day > ramp.until)) return 0;
  if (ramp.weekdays !== null && !ramp.weekdays.includes(weekdayOf(startMs))) return 0;
  const strength = shapeStrength(ramp, day - ramp.from);
  return strength > ramp.once ? strength : 0;
}
