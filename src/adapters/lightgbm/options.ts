import { availableParallelism } from "node:os";
import type { LocatedLibrary } from "./locate/attempt.js";
import { locateLightgbm } from "./locate/locate.js";
import type { LocateOptions } from "./locate/options.js";
import { createWorkerPool, type WorkerPool } from "./pool/worker-pool.js";

/** How LightGBM is found and run. */
export interface LightgbmOptions extends LocateOptions {
  /** Worker threads, each with one task and one LightGBM thread; default: the number of processor cores. */
  readonly workers?: number | undefined;
  /** Gets a line before the library is downloaded. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** The library and its threads, found and started at first need. */
export interface LazyPool {
  readonly size: number;
  open(): Promise<{ readonly library: LocatedLibrary; readonly pool: WorkerPool }>;
  close(): Promise<void>;
}

/** A failed search for the library is repeated at the next call. */
export function createLazyPool(options: LightgbmOptions): LazyPool {
  const size = Math.max(1, options.workers ?? availableParallelism());
  let opened: Promise<{ library: LocatedLibrary; pool: WorkerPool }> | undefined;
  const start = async (): Promise<{ library: LocatedLibrary; pool: WorkerPool }> => {
    const library = await locateLightgbm(options, options.onProgress);
    return { library, pool: createWorkerPool(library.path, size) };
  };
  return {
    size,
    open: () => {
      opened ??= start().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    close: async () => {
      const started = await opened?.catch(() => undefined);
      await started?.pool.close();
    },
  };
}
