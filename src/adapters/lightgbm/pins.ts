/** The LightGBM release this program is built against. */
export const lightgbmVersion = "4.7.0";

/** One platform's library inside the official wheel. */
export interface LibraryPin {
  /** File name of the library. */
  readonly fileName: string;
  /** SHA-256 of the library. */
  readonly digest: string;
}

/** Library of the official wheel 4.7.0 by `process.platform`-`process.arch`. */
export const libraryPins: Readonly<Record<string, LibraryPin>> = {
  "linux-x64": {
    fileName: "lib_lightgbm.so",
    digest: "573d57e8a2c6290c2271b99b87afa7a802e796eafc9e8d66aefa0913cbc1616a",
  },
  "linux-arm64": {
    fileName: "lib_lightgbm.so",
    digest: "05ec49bad350009b9debd36769ef1cced2132cd93abfe3fe0b8aa116c4388052",
  },
  "darwin-arm64": {
    fileName: "lib_lightgbm.dylib",
    digest: "bc392db609d97730a9ed2acec7a56529b356c03dfad39bebf689523fed7dff18",
  },
  "darwin-x64": {
    fileName: "lib_lightgbm.dylib",
    digest: "a1ed021c00bffbc3fdf8e18944a9ae89b26bf299d81976a35680fec3e1bb7ac5",
  },
  "win32-x64": {
    fileName: "lib_lightgbm.dll",
    digest: "7e366d2e49cd061aac3ab21676b2f99b0c7a758dc3e888d4b23812af1b7d301c",
  },
};
