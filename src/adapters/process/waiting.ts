import type { Waiting } from "#orchestration";

/** Waits by the computer's clock. */
export const realWaiting: Waiting = {
  wait: (ms, wake) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      void wake?.then(() => {
        clearTimeout(timer);
        resolve();
      });
    }),
};
