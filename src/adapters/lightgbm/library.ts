import { externalFailure, messageOf } from "#kernel";
import koffi from "koffi";
import { signatures } from "./signatures.js";

/** Address of something the library owns. */
export type Handle = bigint;

type NativeFunction = (...values: unknown[]) => unknown;

/** The loaded library: every function by name, failing with the library's own words. */
export interface Library {
  readonly path: string;
  /** Calls a function. @throws ExternalFailure `lightgbm/call-failed` */
  call(name: keyof typeof signatures, ...values: readonly unknown[]): void;
  /** Calls a function whose last argument receives a new handle. */
  create(name: keyof typeof signatures, ...values: readonly unknown[]): Handle;
}

const quietLog = koffi.proto("void DriftloopLog(const char* message)");

function open(path: string): ReturnType<typeof koffi.load> {
  try {
    return koffi.load(path);
  } catch (error) {
    const hint = messageOf(error).includes("libgomp")
      ? "; the GNU OpenMP runtime is missing: install libgomp1 (Debian, Ubuntu) or libgomp (Fedora)"
      : "";
    throw externalFailure("lightgbm/library-unloadable", `${path} cannot be loaded: ${messageOf(error)}${hint}`, {
      cause: error,
    });
  }
}

/**
 * Loads the library into this thread.
 * @throws ExternalFailure `lightgbm/library-unloadable`
 */
export function loadLibrary(path: string): Library {
  const library = open(path);
  const functions = new Map<string, NativeFunction>();
  for (const [name, types] of Object.entries(signatures)) {
    functions.set(name, library.func(`int ${name}(${types})`) as NativeFunction);
  }
  const lastError = library.func("const char* LGBM_GetLastError()") as () => string;
  // Errors come back through LGBM_GetLastError; the library would print them to the terminal as well.
  const log = koffi.register(() => {}, koffi.pointer(quietLog));
  library.func("LGBM_RegisterLogCallback", "int", [koffi.pointer(quietLog)])(log);
  const call: Library["call"] = (name, ...values) => {
    if (functions.get(name)!(...values) !== 0) {
      throw externalFailure("lightgbm/call-failed", `LightGBM: ${lastError()}`, { details: { function: name } });
    }
  };
  return {
    path,
    call,
    create: (name, ...values) => {
      const out: [Handle | null] = [null];
      call(name, ...values, out);
      return out[0]!;
    },
  };
}
