import { parseDuration } from "#kernel";
import type { DefineCommand } from "../command.js";
import { withProject } from "../with-project.js";
import { duration, portNumber, positiveInteger } from "./arguments.js";

interface ServeFlags {
  readonly port: number;
  readonly concurrency: number;
  readonly lease: string;
  readonly grace: string;
}

/** Asked to stop by the system or the keyboard; a second time it is not asked. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** `driftloop serve` */
export const defineServe: DefineCommand = (program, run) => {
  const command = program
    .command("serve")
    .summary("start jobs when they are due and run them, for months")
    .description(
      "Runs scheduler and workers until it is stopped: starts jobs by calendar, table change, alias change or event, runs each task in a process of its own, and answers /health and /metrics on this machine. Several may run at once; each task is done by one. SIGTERM: finishes what it has begun, or hands it back.",
    )
    .option("--port <n>", "port of /health and /metrics on 127.0.0.1; 0 takes any that is free", portNumber, 4100)
    .option("--concurrency <n>", "tasks at once", positiveInteger, 2)
    .option(
      "--lease <duration>",
      "how long others wait for a sign of life before they take a task over",
      duration,
      "30s",
    )
    .option("--grace <duration>", "how long it waits for its tasks when it is stopped", duration, "20s");
  command.action(
    run(command, (context) =>
      withProject(context, async (project, app) => {
        const { port, concurrency, lease, grace } = command.opts<ServeFlags>();
        const say = (line: string): void => {
          if (!context.quiet) process.stderr.write(`${new Date(context.clock.now()).toISOString()}  ${line}\n`);
        };
        const { startServer } = await import("#server");
        const server = await startServer(project, port);
        say(`serving ${project.settings.name}: health and metrics on ${server.url}; stop with Ctrl-C or SIGTERM`);
        const settings = {
          concurrency,
          leaseMs: parseDuration(lease),
          graceMs: parseDuration(grace),
          program: process.argv[1]!,
          say,
        };
        try {
          await app.serveProject(project, settings, stopSignal());
        } finally {
          await server.close();
        }
        return { json: { stopped: true }, text: "" };
      }),
    ),
  );
};

/** `driftloop attempt` */
export const defineAttempt: DefineCommand = (program, run) => {
  const command = program
    .command("attempt", { hidden: true })
    .summary("one attempt of a task")
    .description("Does one attempt of a task for the `driftloop serve` that started it; not for people.");
  command.action(
    run(command, async (context) => {
      const app = await import("#app");
      await app.attemptForStarter(context);
      return { json: null, text: "" };
    }),
  );
};
