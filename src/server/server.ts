import { jobsStatus, type Project } from "#app";
import { externalFailure, messageOf } from "#kernel";
import { fastify } from "fastify";
import { createMetrics } from "./metrics.js";

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  /** Ends it once what was asked is answered. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

function cannotListen(port: number, error: unknown): Error {
  const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  const advice = isTaken
    ? "another program, or another `driftloop serve`, has it; name another with --port, or --port 0 for any that is free"
    : messageOf(error);
  return externalFailure("server/cannot-listen", `cannot listen on port ${port}: ${advice}`, {
    details: { port },
    cause: error,
  });
}

/**
 * Answers `GET /health` and `GET /metrics` (Prometheus text) on this machine only.
 * @param port 0 takes any that is free
 * @throws ExternalFailure `server/cannot-listen`
 */
export async function startServer(project: Project, port: number): Promise<RunningServer> {
  const metrics = createMetrics(project);
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.get("/health", () => {
    const { heldTasks, runs } = jobsStatus(project);
    return { status: "ok", project: project.settings.name, heldTasks, runs };
  });
  server.get("/metrics", async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  try {
    return { url: await server.listen({ port, host: loopback }), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw cannotListen(port, error);
  }
}
