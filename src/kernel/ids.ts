import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.js";
import type { Random } from "./random.js";

/** Makes identifiers of records. */
export interface Ids {
  /** A new id such as `run_01k8…`: ids of one prefix sort by creation time. */
  next(prefix: string): string;
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function base32(value: number, length: number): string {
  let rest = value;
  let text = "";
  for (let place = 0; place < length; place += 1) {
    text = alphabet[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

const idsPerMillisecond = 32 ** 2;

/**
 * Ids from the clock, a counter within the millisecond and 25 bits of chance; with `random` given they are replayable. When
 * more than 1,024 are made in one millisecond, or the clock goes back, they run ahead of the clock.
 */
export function createIds(clock: Clock, random?: Random): Ids {
  const chance = (): number =>
    random === undefined ? randomBytes(4).readUInt32LE() & 0x1ffffff : random.integer(0x2000000);
  let lastTime = 0;
  let counter = 0;
  return {
    next: (prefix) => {
      const now = Math.floor(clock.now());
      const isLater = now > lastTime;
      counter = isLater ? 0 : (counter + 1) % idsPerMillisecond;
      lastTime = isLater ? now : lastTime + (counter === 0 ? 1 : 0);
      return `${prefix}_${base32(lastTime, 10)}${base32(counter, 2)}${base32(chance(), 5)}`;
    },
  };
}
