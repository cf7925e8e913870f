// Paths of files, in a room and in a run: relative, "/" between plain names.

/** No file system of Linux takes a longer name; in bytes. */
const NAME_BYTES_MAX = 255;

/** True when nothing in it leads elsewhere, could be taken for an option, or makes it read as another name. */
export function isPlainPath(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (!path.isWellFormed() || /[\u0000-\u001f\u007f\\]/.test(path)) return false;
  if (/[\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(path)) return false; // "gpj.exe" shown from right to left is "exe.jpg"
  return path.split("/").every(isPlainName);
}

function isPlainName(name: string): boolean {
  if (name === "" || name === "." || name === ".." || name.startsWith("-")) return false;
  return encodeURIComponent(name).replace(/%../g, "x").length <= NAME_BYTES_MAX;
}

/** The folders above a path, the outermost first: "a" and "a/b" of "a/b/c". */
export function foldersOf(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_name, i) => names.slice(0, i + 1).join("/"));
}
