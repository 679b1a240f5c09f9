import { createRandom } from "#kernel";

const firstMs = 30_000;
const longestMs = 3_600_000;

/**
 * How long to wait after a failed attempt: 30 s doubled each time up to an hour, a fifth more or less. The jitter depends on
 * the envelope and the attempt only, so that two processes and a replay come to the same moment.
 * @param attempt number of the attempt that failed, from 1
 * @returns milliseconds
 */
export function backOffMs(envelopeId: string, attempt: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(30, attempt - 1));
  const jitter = 0.8 + 0.4 * createRandom(`${envelopeId}/${attempt}`).uniform();
  return Math.round(full * jitter);
}
