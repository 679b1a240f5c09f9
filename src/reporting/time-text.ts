const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const dayMs = 86_400_000;

/**
 * A day in UTC, `3 Mar 2026`.
 * @param time epoch ms
 */
export function dayText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "n/a";
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]!} ${date.getUTCFullYear()}`;
}

/**
 * A day in UTC without its year, `3 Mar`, for axes.
 * @param time epoch ms
 */
export function shortDayText(time: number): string {
  return dayText(time).split(" ").slice(0, 2).join(" ");
}

/**
 * A moment in UTC, `3 Mar 2026 06:00`.
 * @param time epoch ms
 */
export function momentText(time: number): string {
  const day = dayText(time);
  return day === "n/a" ? day : `${day} ${new Date(time).toISOString().slice(11, 16)}`;
}

/**
 * A window: its day when it is one, else both ends.
 * @param window epoch ms; the end is not part of it
 */
export function windowText({ start, end }: { readonly start: number; readonly end: number }): string {
  if (end - start === dayMs && start % dayMs === 0) return dayText(start);
  if (start % dayMs === 0 && end % dayMs === 0) return `${dayText(start)} to ${dayText(end - 1)}`;
  return `${momentText(start)} to ${momentText(end)}`;
}

/**
 * The time that windows cover, `1 Mar 2026 to 30 Mar 2026`.
 * @param windows oldest first
 */
export function spanText(windows: readonly { readonly start: number; readonly end: number }[]): string {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return "no window yet";
  return windowText({ start: first.start, end: last.end });
}
