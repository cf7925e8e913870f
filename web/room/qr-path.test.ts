import { encode } from "uqr";
import { expect, test } from "vitest";
import { qrPath } from "./qr-path";

test("the picture has the squares of the link's QR code", () => {
  const link = "https://tandem.example/r/3f2b8c1e-0a4d-4f6b-9c7e-2d1a5b8e9f00";
  const { data, size } = encode(link, { ecc: "M", border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((is, x) => (is ? [`${x} ${y}`] : [])));
  const drawn = qrPath(link);
  expect([...drawn.path.matchAll(/M(\d+ \d+)h1v1h-1z/g)].map(([, at]) => at)).toEqual(dark);
  expect(drawn.size).toBe(size);
});
