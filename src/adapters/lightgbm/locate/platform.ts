/** The version that is fetched and that digests are pinned for. */
export const lightgbmVersion = "4.7.0";

/** The official library for one operating system and processor. */
export interface PlatformLibrary {
  /** Name such as `linux-x64`. */
  readonly platform: string;
  readonly fileName: string;
  /** Where the wheel keeps it. */
  readonly wheelMember: string;
  readonly sha256: string;
}

const linux = { fileName: "lib_lightgbm.so", wheelMember: "lightgbm/lib/lib_lightgbm.so" };
const macos = { fileName: "lib_lightgbm.dylib", wheelMember: "lightgbm/lib/lib_lightgbm.dylib" };
const windows = { fileName: "lib_lightgbm.dll", wheelMember: "lightgbm/bin/lib_lightgbm.dll" };

// Digests of the libraries inside the five official wheels of 4.7.0, taken with `pip download --platform …` and sha256sum.
const libraries: readonly PlatformLibrary[] = [
  {
    platform: "linux-x64",
    ...linux,
    sha256: "573d57e8a2c6290c2271b99b87afa7a802e796eafc9e8d66aefa0913cbc1616a",
  },
  {
    platform: "linux-arm64",
    ...linux,
    sha256: "05ec49bad350009b9debd36769ef1cced2132cd93abfe3fe0b8aa116c4388052",
  },
  {
    platform: "darwin-arm64",
    ...macos,
    sha256: "bc392db609d97730a9ed2acec7a56529b356c03dfad39bebf689523fed7dff18",
  },
  {
    platform: "darwin-x64",
    ...macos,
    sha256: "a1ed021c00bffbc3fdf8e18944a9ae89b26bf299d81976a35680fec3e1bb7ac5",
  },
  {
    platform: "win32-x64",
    ...windows,
    sha256: "7e366d2e49cd061aac3ab21676b2f99b0c7a758dc3e888d4b23812af1b7d301c",
  },
];

/** The official library for a platform such as `linux-x64`; undefined when there is none. */
export function officialLibrary(platform: string): PlatformLibrary | undefined {
  return libraries.find((library) => library.platform === platform);
}

/** The version a library's digest stands for; undefined for any but the official ones. */
export function versionOfDigest(digest: string): string | undefined {
  return libraries.some(({ sha256 }) => sha256 === digest) ? lightgbmVersion : undefined;
}

/** Names of the library file on any platform. */
export const libraryFileNames: readonly string[] = [linux.fileName, macos.fileName, windows.fileName];
