import { array, assert, integer, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { DriftloopError } from "#kernel";
import { readZipMember } from "#src/adapters/lightgbm/locate/zip.js";
import { zipOf } from "./zip-of.js";

const bytes = uint8Array({ minLength: 0, maxLength: 300 });

describe("reading a file of a zip archive", () => {
  it("gives back the bytes of every file", () => {
    assert(
      property(array(bytes, { minLength: 1, maxLength: 5 }), (contents) => {
        const zip = zipOf(
          contents.map((content, index) => [`folder/${index}`, content]),
          "a comment",
        );
        for (const [index, content] of contents.entries()) {
          expect(readZipMember(zip, `folder/${index}`)).toEqual(Buffer.from(content));
        }
      }),
    );
  });

  it("refuses an archive without the file", () => {
    expect(() => readZipMember(zipOf([["a", Buffer.from("a")]]), "b")).toThrow(/it holds no b/);
  });

  it("reads or refuses, and never fails otherwise, when a byte is changed or the end is cut", () => {
    const zip = zipOf([
      ["a", Buffer.from("first file")],
      ["b", Buffer.from("second file, second file")],
    ]);
    const damage = tuple(
      integer({ min: 0, max: zip.length - 1 }),
      integer({ min: 0, max: 255 }),
      integer({ min: 1, max: zip.length }),
    );
    assert(
      property(damage, ([place, byte, length]) => {
        const damaged = Buffer.from(zip.subarray(0, length));
        if (place < length) damaged[place] = byte;
        try {
          readZipMember(damaged, "b");
        } catch (error) {
          expect(error).toBeInstanceOf(DriftloopError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
