import { join } from "node:path";
import { describeLightgbm, ensureLightgbm } from "#adapters/lightgbm";
import { openDuckdb } from "#adapters/duckdb";
import { openMetadata } from "#adapters/sqlite";
import { freeBytes, machineFacts, makeTemporaryFolder, programVersion, removePath } from "#adapters/system";
import { readEnvironment } from "#config";
import { messageOf } from "#kernel";

/** One thing that was looked at. */
export interface HealthCheck {
  readonly name: string;
  readonly status: "ok" | "missing" | "warning";
  /** Whether the product cannot do its main job without it. */
  readonly required: boolean;
  readonly detail: string;
  /** What to do, when something is to be done. */
  readonly advice: string | null;
}

/** What the doctor found. */
export interface Diagnosis {
  /** Whether everything required is there. */
  readonly healthy: boolean;
  readonly checks: readonly HealthCheck[];
}

const gigabyte = 1024 ** 3;

function checkNode(): HealthCheck {
  const { node, platform, cores, memoryBytes } = machineFacts();
  const [major, minor] = node.split(".").map(Number) as [number, number];
  const isRecent = major > 20 || (major === 20 && minor >= 19);
  return {
    name: "Node.js",
    status: isRecent ? "ok" : "missing",
    required: true,
    detail: `${node} on ${platform}, ${cores} cores, ${(memoryBytes / gigabyte).toFixed(0)} GB memory`,
    advice: isRecent ? null : "install Node.js 20.19 or newer",
  };
}

async function fetchIfMissing(options: {
  libraryPath: string | undefined;
  cacheFolder: string | undefined;
}): Promise<void> {
  const { status } = await describeLightgbm(options);
  // A failure is told by the check that follows, with every place that was tried.
  if (status === "fetchable") await ensureLightgbm(options).catch(() => undefined);
}

async function checkLightgbm(fetch: boolean): Promise<HealthCheck> {
  const { lightgbmLibrary: libraryPath, cacheFolder } = readEnvironment();
  if (fetch) await fetchIfMissing({ libraryPath, cacheFolder });
  const found = await describeLightgbm({ libraryPath, cacheFolder });
  const tried = found.attempts.map(({ step, detail }) => `${step}: ${detail}`).join("; ");
  const advice = {
    ready: null,
    fetchable: "fetched at first need, or now with `driftloop doctor --fetch`",
    missing: found.advice.join("; or "),
  };
  return {
    name: "LightGBM",
    status: found.status === "ready" ? "ok" : found.status === "fetchable" ? "warning" : "missing",
    required: true,
    detail: found.status === "ready" ? `${found.label}, ${found.path}` : tried,
    advice: advice[found.status],
  };
}

async function checkWorks(name: string, what: string, work: () => Promise<string>): Promise<HealthCheck> {
  try {
    return { name, status: "ok", required: true, detail: await work(), advice: null };
  } catch (error) {
    return {
      name,
      status: "missing",
      required: true,
      detail: messageOf(error),
      advice: `${what}; reinstall the dependencies`,
    };
  }
}

async function duckdbVersion(): Promise<string> {
  const database = await openDuckdb({});
  try {
    const [row] = await database.rows("select version() as version");
    return `DuckDB ${String(row!["version"])}, reads CSV and Parquet`;
  } finally {
    await database.close();
  }
}

async function sqliteVersion(): Promise<string> {
  const folder = makeTemporaryFolder("driftloop-doctor-");
  try {
    const metadata = await openMetadata(join(folder, "metadata.sqlite"));
    const row = metadata.get("select sqlite_version() as version");
    metadata.close();
    return `SQLite ${String(row!["version"])}, keeps runs and the registry`;
  } finally {
    removePath(folder);
  }
}

function checkDisk(): HealthCheck {
  const free = freeBytes(".");
  const isEnough = free > gigabyte;
  return {
    name: "Disk",
    status: isEnough ? "ok" : "warning",
    required: false,
    detail: `${(free / gigabyte).toFixed(1)} GB free here`,
    advice: isEnough ? null : "free at least 1 GB: tables, models and spilled data need room",
  };
}

async function checkProgram(
  name: string,
  command: readonly [string, ...string[]],
  purpose: string,
): Promise<HealthCheck> {
  const [program, ...args] = command;
  const version = await programVersion(program, args);
  return {
    name,
    status: version === null ? "warning" : "ok",
    required: false,
    detail: version ?? "not found",
    advice: version === null ? `optional: ${purpose}` : null,
  };
}

/**
 * Looks at everything the product needs or can use.
 * @param options `fetch`: fetch the LightGBM library when it is missing
 */
export async function diagnose(options: { readonly fetch: boolean }): Promise<Diagnosis> {
  const checks = [
    checkNode(),
    await checkLightgbm(options.fetch),
    await checkWorks("DuckDB", "the package @duckdb/node-api does not load", duckdbVersion),
    await checkWorks("SQLite", "the package @photostructure/sqlite does not load", sqliteVersion),
    checkDisk(),
    await checkProgram("Python", ["python3", "--version"], "fetches the LightGBM library when it is not there yet"),
    await checkProgram("Java", ["java", "-version"], "runs Apache Spark for data that outgrow one machine"),
  ];
  return { healthy: checks.every(({ required, status }) => !required || status !== "missing"), checks };
}
