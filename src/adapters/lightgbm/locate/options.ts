import { homedir } from "node:os";
import { join } from "node:path";

/** Where the LightGBM library is looked for. */
export interface LocateOptions {
  /** A library to use before any other (the environment's `LIGHTGBM_LIB`). */
  readonly libraryPath?: string | undefined;
  /** Folder for what is fetched once; default `~/.cache/driftloop`. */
  readonly cacheFolder?: string | undefined;
  /** Python commands that may fetch the wheel or have LightGBM installed; default `python3`, `python`. */
  readonly pythons?: readonly string[] | undefined;
  /** Further folders that may hold an installed library; default Homebrew's and conda's. */
  readonly installedFolders?: readonly string[] | undefined;
}

/** The options with every default filled in. */
export interface LocateSettings {
  readonly libraryPath: string | undefined;
  readonly cacheFolder: string;
  readonly pythons: readonly string[];
  readonly installedFolders: readonly string[];
  /** Such as `linux-x64`. */
  readonly platform: string;
}

function usualFolders(): string[] {
  const conda = ["miniconda3", "anaconda3", "miniforge3"].map((name) => join(homedir(), name, "lib"));
  return ["/opt/homebrew/opt/lightgbm/lib", "/usr/local/opt/lightgbm/lib", ...conda];
}

/** Fills in the defaults. */
export function locateSettings(options: LocateOptions): LocateSettings {
  return {
    libraryPath: options.libraryPath === "" ? undefined : options.libraryPath,
    cacheFolder: options.cacheFolder ?? join(homedir(), ".cache", "driftloop"),
    pythons: options.pythons ?? ["python3", "python"],
    installedFolders: options.installedFolders ?? usualFolders(),
    platform: `${process.platform}-${process.arch}`,
  };
}
