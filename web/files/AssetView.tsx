// A file that is no text: a picture is shown, anything else is named, with its size and a way to have it.
import { Download, File } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { FileEntry } from "#protocol/project";
import type { RoomSession } from "#web/room-session";
import { fileAddress } from "./file-actions";
import { nameOf } from "./file-tree";
import { pictureType } from "./pictures";
import { sizeWords } from "./size-words";

type Picture = { hash: string; address: string } | { hash: string; isBroken: true };

export function AssetView({ session, entry }: { session: RoomSession; entry: FileEntry }) {
  const { path, asset } = entry;
  const hash = asset?.hash ?? "";
  const type = pictureType(path);
  const [picture, setPicture] = useState<Picture>();
  const [size, setSize] = useState<string>();
  const address = fileAddress(session, path);

  useEffect(() => {
    if (type === undefined) return;
    const stop = new AbortController();
    // The room sends bytes of no type, so that nothing in a room is ever a page; here they are told to be a picture.
    pictureAt(address, type, stop.signal).then(
      (data) => setPicture({ hash, address: data }),
      () => stop.signal.aborted || setPicture({ hash, isBroken: true }),
    );
    return () => stop.abort();
  }, [address, hash, type]);

  const known = picture?.hash === hash ? picture : undefined;
  const words = [asset && sizeWords(asset.size), size].filter(Boolean).join(" · ");
  if (type !== undefined && !(known && "isBroken" in known)) {
    return (
      <figure class="asset-picture">
        {known && (
          <img
            src={known.address}
            alt={nameOf(path)}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize(`${naturalWidth} × ${naturalHeight}`)
            }
            onError={() => setPicture({ hash, isBroken: true })}
          />
        )}
        <figcaption>
          {words} <DownloadLink address={address} path={path} />
        </figcaption>
      </figure>
    );
  }
  return (
    <div class="asset-card">
      <File aria-hidden="true" />
      <h2>{nameOf(path)}</h2>
      <p class="quiet">{words} · kept as it is: no text, or one whose lines do not all end alike.</p>
      <DownloadLink address={address} path={path} />
    </div>
  );
}

const DownloadLink = ({ address, path }: { address: string; path: string }) => (
  <a class="button button-outline" href={address} download={nameOf(path)}>
    <Download /> Download
  </a>
);

async function pictureAt(address: string, type: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  const blob = new Blob([await answer.arrayBuffer()], { type });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error("The picture could not be read", { cause: reader.error }));
    reader.readAsDataURL(blob);
  });
}
