import { afterEach, describe, expect, it, vi } from "vitest";
import { ensureLightgbm } from "#adapters/lightgbm";
import type { NamedResource, Task } from "#src/adapters/lightgbm/pool/messages.js";
import { createWorkerPool, type WorkerPool } from "#src/adapters/lightgbm/pool/worker-pool.js";
import { plainParams, telco } from "./telco.js";

const { matrix, labels } = telco();
const values = new Float64Array(new SharedArrayBuffer(8 * matrix.rowCount * matrix.columns.length));
for (const [place, column] of matrix.columns.entries()) values.set(column, place * matrix.rowCount);
const { names, categorical, rowCount } = matrix;
const data: NamedResource = {
  key: "rows",
  resource: { kind: "data", content: { names, categorical, rowCount, values, labels: Float32Array.from(labels) } },
};
const fit: Task = { kind: "fit", request: { params: plainParams, rounds: 3, seed: 1 } };

describe("threads of a pool", () => {
  let pool: WorkerPool;
  afterEach(() => pool.close());

  const openPool = async (): Promise<WorkerPool> => {
    const path = await ensureLightgbm({});
    pool = createWorkerPool(path, 2, 0);
    return pool;
  };

  it("end when there is nothing to do and nothing is held, and start again with the next task", async () => {
    await openPool();
    const first = await pool.run(data, fit);
    await pool.release(data.key);
    await vi.waitFor(() => expect(pool.threadCount).toBe(0));
    expect(await pool.run(data, fit)).toEqual(first);
  });

  it("stay while they hold rows of a session that is open", async () => {
    await openPool();
    await pool.run(data, fit);
    await new Promise((resolve) => setImmediate(resolve));
    await pool.run(data, fit);
    expect(pool.threadCount).toBe(1);
  });
});
