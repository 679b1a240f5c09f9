import { quartzCron } from "#pipelines";
import { describe, expect, test } from "vitest";

describe("a schedule in Databricks' form", () => {
  test.each([
    ["0 0 * * SUN", "0 0 0 ? * SUN"],
    ["0 0 * * 0", "0 0 0 ? * SUN"],
    ["0 0 * * 7", "0 0 0 ? * SUN"],
    ["0 6 * * *", "0 0 6 * * ?"],
    ["0 */6 * * *", "0 0 */6 * * ?"],
    ["*/5 8-18 * * 1-5", "0 */5 8-18 ? * MON,TUE,WED,THU,FRI"],
    ["30 2 1,15 * *", "0 30 2 1,15 * ?"],
    ["0 0 1 jan-mar *", "0 0 0 1 1-3 ?"],
    ["0 0 * * fri-sun", "0 0 0 ? * SUN,FRI,SAT"],
    ["0 0 * * */2", "0 0 0 ? * SUN,TUE,THU,SAT"],
    ["15 0 6 * * *", "15 0 6 * * ?"],
    ["0 0 ? * MON", "0 0 0 ? * MON"],
  ])("%s is %s", (cron, quartz) => {
    expect(quartzCron(cron)).toBe(quartz);
  });

  test.each(["0 0 1 * MON", "0 0 L * *", "0 0 * * 1#2", "0 0 * * 9", "0 0 * * */0", "* * *", "0 0 * * SAT-MON"])(
    "%s is refused with its reason",
    (cron) => {
      expect(() => quartzCron(cron)).toThrow(
        expect.objectContaining({ kind: "InvalidInput", code: "export/cron-not-expressible" }),
      );
    },
  );
});
