import { type Clock, formatDuration, type Progress, type ProgressTask } from "#kernel";
import colors from "picocolors";

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const barWidth = 24;

function bar(done: number, total: number): string {
  const filled = Math.round((Math.min(done, total) / total) * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
}

function remaining(done: number, total: number, elapsedMs: number): string {
  if (done <= 0 || done >= total) return "";
  return `${formatDuration((elapsedMs / done) * (total - done))} left`;
}

/** A piece of work: its name, its amount when it is known, and how much of that an earlier process did. */
interface Work {
  readonly label: string;
  readonly total: number | undefined;
  readonly before: number;
}

function liveTask({ label, total, before }: Work, screen: Screen, clock: Clock): ProgressTask {
  const startedAt = clock.now();
  let lastDrawn = Number.NEGATIVE_INFINITY;
  const draw = (text: string): void => {
    screen.write(`\r\u001b[2K${text.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const line = (done: number, note: string): string => {
    const amount = total === undefined ? "" : `${bar(done, total)} ${done}/${total}`;
    const eta = total === undefined ? "" : remaining(done - before, total - before, clock.now() - startedAt);
    return ["…", label, amount, note, eta].filter((part) => part !== "").join("  ");
  };
  draw(line(before, ""));
  return {
    update: (done, note = "") => {
      if (clock.now() - lastDrawn < 80) return;
      lastDrawn = clock.now();
      draw(line(done, note));
    },
    finish: (note = "done") => {
      screen.write("\r\u001b[2K");
      screen.write(
        `${colors.green("✓")} ${label.padEnd(22)} ${note}  ${colors.dim(formatDuration(clock.now() - startedAt))}\n`,
      );
    },
  };
}

function plainTask({ label, total }: Work, screen: Screen, clock: Clock): ProgressTask {
  const startedAt = clock.now();
  let lastLine = startedAt;
  return {
    update: (done, note = "") => {
      if (clock.now() - lastLine < 5000) return;
      lastLine = clock.now();
      screen.write(`${`${label}: ${done}${total === undefined ? "" : `/${total}`} ${note}`.trimEnd()}\n`);
    },
    finish: (note = "done") => {
      screen.write(`${label}: ${note} (${formatDuration(clock.now() - startedAt)})\n`);
    },
  };
}

/** Progress on standard error: a bar per piece of work on a terminal, one line per finished piece elsewhere. */
export function createConsoleProgress(screen: Screen, clock: Clock): Progress {
  return {
    start: (label, total, before = 0) =>
      (screen.isTTY === true ? liveTask : plainTask)({ label, total, before }, screen, clock),
  };
}
