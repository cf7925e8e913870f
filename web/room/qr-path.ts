// A link as a QR code's dark squares, each a square of 1 in a picture of `size`.
import { encode } from "uqr";

export function qrPath(link: string): { path: string; size: number } {
  const { data, size } = encode(link, { ecc: "M", border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { path, size };
}
