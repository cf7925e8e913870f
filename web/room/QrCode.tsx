// A link as a picture for a phone's camera. Always dark on white: many readers know no other.
import { qrPath } from "./qr-path";

export function QrCode({ link, label }: { link: string; label: string }) {
  const { path, size } = qrPath(link);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
