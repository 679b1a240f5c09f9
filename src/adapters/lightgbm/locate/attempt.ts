/** The four places the library may come from, in the order they are tried. */
export type LocateStep = "given" | "cache" | "wheel" | "installed";

/** What one place gave. */
export interface Attempt {
  readonly step: LocateStep;
  /**
   * `found`: can be used. `available`: can be fetched. `absent`: nothing there. `unusable`: something is there that does
   * not work.
   */
  readonly status: "found" | "available" | "absent" | "unusable";
  /** One sentence. */
  readonly detail: string;
  readonly path?: string;
  /** LightGBM's version where it is known. */
  readonly version?: string;
}

/** A library that loads. */
export interface LocatedLibrary {
  readonly path: string;
  /** Such as `lightgbm 4.7.0`; a digest stands in for an unknown version. */
  readonly label: string;
}
