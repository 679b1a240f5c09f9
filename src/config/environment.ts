/** Settings from outside the project file. */
export interface Environment {
  /** `LIGHTGBM_LIB`: path of a LightGBM library to use before any other. */
  readonly lightgbmLibrary: string | undefined;
  /** `DRIFTLOOP_CACHE`: folder for what is fetched once; default the user's cache folder. */
  readonly cacheFolder: string | undefined;
  /** `USER` or `USERNAME`: who acts when a person moves an alias. */
  readonly user: string;
  /** The value a reference such as `env:SMTP_URL` names; null when the variable is not set or empty. */
  readonly secret: (reference: string) => string | null;
}

/** The environment this process was started with. */
export function readEnvironment(): Environment {
  const variables = process.env;
  return {
    lightgbmLibrary: variables["LIGHTGBM_LIB"],
    cacheFolder: variables["DRIFTLOOP_CACHE"],
    user: variables["USER"] ?? variables["USERNAME"] ?? "unknown",
    secret: (reference) => variables[reference.replace(/^env:/, "")]?.trim() || null,
  };
}
