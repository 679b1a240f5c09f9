import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Workers } from "#orchestration";

/** What tells apart machines, their boots and containers: process numbers mean something only inside one of them. */
function placeName(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
    const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
    return `${hostname()}/${boot}/${namespace}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in ticks since boot: numbers are given out again. Undefined where the system does not tell. */
function beginningOf(pid: number | "self"): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = fields.slice(fields.lastIndexOf(")") + 2).split(" ");
    // A zombie does nothing any more; only its parent has not looked yet.
    return state === "Z" ? "gone" : rest[18];
  } catch {
    return undefined;
  }
}

/** The name of this process among all that work on a project: place, number and beginning. */
export function thisProcess(): string {
  return `${placeName()}/${process.pid}/${beginningOf("self") ?? "0"}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Knows processes of this machine; of others it says that they may be there. */
export function createWorkers(): Workers {
  const place = placeName();
  return {
    isGone: (owner) => {
      const [begin, pid, ...others] = owner.split("/").reverse();
      if (others.reverse().join("/") !== place) return false;
      if (!isRunning(Number(pid))) return true;
      return begin !== "0" && beginningOf(Number(pid)) !== begin;
    },
  };
}
