import { once } from "#src/app/project/once.js";
import { expect, test } from "vitest";

test("once makes its value at the first call only, also when calls come at the same time", async () => {
  let made = 0;
  const get = once(async () => (made += 1));

  expect(made).toBe(0);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

test("once ends what was made, and nothing that never was", async () => {
  const ended: string[] = [];
  const end = async (value: string): Promise<void> => void ended.push(value);
  const used = once(async () => "used");
  await used();
  await used.close(end);
  await once(async () => "unused").close(end);

  expect(ended).toEqual(["used"]);
});

test("once closes quietly when making failed, so that what comes after it is closed too", async () => {
  const broken = once((): Promise<string> => Promise.reject(new Error("no library")));
  await expect(broken()).rejects.toThrow("no library");

  await expect(broken.close(() => Promise.reject(new Error("ended nothing")))).resolves.toBeUndefined();
});
