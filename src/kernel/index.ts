export { type Clock, type Instant, instantOf } from "./clock.js";
export { formatCount, plural } from "./count.js";
export { canonicalJson, digestOf, type Json, sha256 } from "./digest.js";
export { formatDuration, parseDuration } from "./duration.js";
export {
  conflict,
  DriftloopError,
  type ErrorDetails,
  type ErrorKind,
  externalFailure,
  invalidInput,
  messageOf,
  notFound,
  notReady,
} from "./errors.js";
export { createIds, type Ids } from "./ids.js";
export { type Progress, type ProgressTask, silentProgress } from "./progress.js";
export { createRandom, type Random, shuffledIndices } from "./random.js";
export { closestTo, didYouMean } from "./suggestion.js";
