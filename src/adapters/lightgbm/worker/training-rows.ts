import { createHash } from "node:crypto";
import { canonicalJson } from "#kernel";
import { createDataset, type Dataset, type DatasetContent, subsetOf } from "../native/dataset.js";
import type { Library } from "../native/library.js";
import { datasetParamsOf, type Params } from "../native/params.js";
import { createDatasetCache } from "./dataset-cache.js";

const budgetCells = 256_000_000;

/** Rows in ascending order, and where each of them stood; no places when they were in order already. */
export interface AscendingRows {
  readonly rows: Int32Array;
  readonly places?: Uint32Array;
}

/** Sorts row numbers; the library takes them in ascending order only. */
export function ascendingRows(rows: Int32Array): AscendingRows {
  if (rows.every((row, place) => place === 0 || rows[place - 1]! <= row)) return { rows };
  const places = Uint32Array.from(rows, (_, place) => place).sort((left, right) => rows[left]! - rows[right]!);
  return { rows: Int32Array.from(places, (place) => rows[place]!), places };
}

/** A session's rows in this thread: binned once, every set of rows cut out once. */
export interface TrainingRows {
  readonly content: DatasetContent;
  /** Rows × inputs. */
  readonly cells: number;
  /** All rows with the bins that `params` ask for. */
  whole(params: Params): Dataset;
  /** @param rows ascending */
  subset(params: Params, rows: Int32Array): Dataset;
  dispose(): void;
}

const binsKey = (params: Params): string => canonicalJson(datasetParamsOf(params));

/** Opens data; nothing is binned before it is needed. */
export function openTrainingRows(library: Library, content: DatasetContent): TrainingRows {
  const cache = createDatasetCache(budgetCells);
  const inputs = Math.max(1, content.names.length);
  const whole = (params: Params): Dataset =>
    cache.get(binsKey(params), content.rowCount * inputs, () => createDataset(library, content, params));
  return {
    content,
    cells: content.rowCount * inputs,
    whole,
    subset: (params, rows) => {
      const digest = createHash("sha1").update(rows).digest("base64");
      const key = `${binsKey(params)} ${digest}`;
      return cache.get(key, rows.length * inputs, () => subsetOf(library, whole(params), rows));
    },
    dispose: () => cache.dispose(),
  };
}
