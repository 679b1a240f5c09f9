import { userInfo } from "node:os";

/** Settings from outside the project file. */
export interface Environment {
  /** `LIGHTGBM_LIB`: path of a LightGBM library to use before any other. */
  readonly lightgbmLibrary: string | undefined;
  /** `DRIFTLOOP_CACHE`: folder for what is fetched once; default the user's cache folder. */
  readonly cacheFolder: string | undefined;
  /** `USER` or `USERNAME`, else the account's name: who acts when a person moves an alias. */
  readonly user: string;
  /** The value a reference such as `env:SMTP_URL` names; null when the variable is not set or empty. */
  readonly secret: (reference: string) => string | null;
}

/** Name of the account this process runs under; not every account of a container has one. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

/** The environment this process was started with. */
export function readEnvironment(): Environment {
  const variables = process.env;
  return {
    lightgbmLibrary: variables["LIGHTGBM_LIB"],
    cacheFolder: variables["DRIFTLOOP_CACHE"],
    user: variables["USER"] ?? variables["USERNAME"] ?? accountName(),
    secret: (reference) => variables[reference.replace(/^env:/, "")]?.trim() || null,
  };
}
