// Places in the code as people write them: path:12, path:12-20, and path:12@v120 of the text at that version.

export type CodeLink = { path: string; from: number; to: number; version: number | undefined };

const place = String.raw`:(\d{1,7})(?:-(\d{1,7}))?(?:@v(\d{1,15}))?`;
const inWords = new RegExp(String.raw`(?<![^\s("'\[<])([^\s:"'\x60()\[\]<>@]+)${place}(?![\w\-])`, "gu");
const whole = new RegExp(String.raw`^([^:\n]+)${place}$`, "u");

/** The places that a text names, as far as there is such a file. */
export function codeLinksIn(
  text: string,
  isFile: (path: string) => boolean,
): { at: number; length: number; link: CodeLink }[] {
  return [...text.matchAll(inWords)].flatMap((found) => {
    const link = linkOf(found);
    return isFile(link.path) ? [{ at: found.index, length: found[0].length, link }] : [];
  });
}

/** The place that a text is, where a path may hold spaces. */
export function codeLinkOf(text: string, isFile: (path: string) => boolean): CodeLink | undefined {
  const found = whole.exec(text);
  const link = found && linkOf(found);
  return link && isFile(link.path) ? link : undefined;
}

export function writtenLink({ path, from, to, version }: CodeLink): string {
  return `${path}:${from}${to > from ? `-${to}` : ""}${version === undefined ? "" : `@v${version}`}`;
}

/** A message's beginning about some lines of code: where they are, and how they read. */
export function quotedCode(link: CodeLink, code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `\`${writtenLink(link)}\`\n${fence}${language}\n${code.replace(/\n$/, "")}\n${fence}\n`;
}

function linkOf([, path = "", first = "1", last, version]: RegExpExecArray): CodeLink {
  const from = Math.max(1, Number(first));
  return {
    path: path.normalize("NFC"),
    from,
    to: Math.max(from, Number(last ?? from)),
    version: version === undefined ? undefined : Number(version),
  };
}
