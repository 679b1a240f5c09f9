import type { Command } from "commander";
import type { DefineCommand, RunCommand } from "../command.js";
import { printEnvelopes, printNotifications } from "../print/notifications.js";
import { withProject } from "../with-project.js";

function defineSending(notifications: Command, run: RunCommand): void {
  const retry = notifications
    .command("retry")
    .argument("<id>", "id from the list")
    .description("sends what was given up again, with its former id");
  retry.action(
    run(retry, (context) =>
      withProject(context, async (project, app) => {
        const envelope = await app.retryNotification(project, retry.processedArgs[0] as string);
        const exitCode = envelope.status === "delivered" ? 0 : 1;
        return { json: envelope, text: printEnvelopes([envelope]), exitCode };
      }),
    ),
  );
  const test = notifications.command("test").description("sends one message to every channel");
  test.action(
    run(test, (context) =>
      withProject(context, async (project, app) => {
        const sent = await app.testNotifications(project);
        const isAll = sent.length > 0 && sent.every(({ status }) => status === "delivered");
        const nothing = "nothing could be sent now; `driftloop notifications list` tells why";
        return { json: sent, text: sent.length === 0 ? nothing : printEnvelopes(sent), exitCode: isAll ? 0 : 1 };
      }),
    ),
  );
}

/** `driftloop notifications` */
export const defineNotifications: DefineCommand = (program, run) => {
  const notifications = program
    .command("notifications")
    .summary("messages to people: what is on its way, what failed")
    .description(
      "Lists channels, open alerts and the newest mails and requests with their state; sends what failed again; tests every channel.",
    );
  const list = notifications
    .command("list", { isDefault: true })
    .description("channels, open alerts, mails and requests, newest first");
  list.action(
    run(list, (context) =>
      withProject(context, (project, app) => {
        const overview = app.listNotifications(project);
        return { json: overview, text: printNotifications(overview) };
      }),
    ),
  );
  defineSending(notifications, run);
};
