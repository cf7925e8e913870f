// Stands where a text has an image. One that is in the text itself is shown. Another host would learn who reads what, and
// where: from there nothing is fetched, which the page's policy forbids as well.
import { Image } from "lucide-preact";
import { safeLink } from "./safe-link";

const IN_THE_TEXT = /^data:image\/(png|jpeg|gif|webp|avif);base64,/;

export function ImageNote({ alt, url }: { alt: string | null | undefined; url: string }) {
  if (IN_THE_TEXT.test(url)) return <img src={url} alt={alt ?? ""} />;
  const link = safeLink(url);
  const name = alt || url.split(/[/?#]/).findLast(Boolean) || "Image";
  return (
    <span class="md-image">
      <Image />
      <span>{name}</span>
      {link?.to === "outside" ? (
        <a href={link.href} target="_blank" rel="noopener noreferrer">
          not loaded from {link.host}
        </a>
      ) : (
        <span class="quiet">not shown here</span>
      )}
    </span>
  );
}
