// Which files are meant by "src, *.py, !old": names and folders at any depth, or patterns of a path.

/** Whether a path is one of those that the words tell, parted by commas; undefined where they say nothing. */
export function globsOf(words: string): ((path: string) => boolean) | undefined {
  // Commas within braces are of the braces.
  const globs = words
    .split(/,(?![^{]*\})/)
    .map((glob) => glob.trim())
    .filter(Boolean);
  if (globs.length === 0) return undefined;
  const patterns = globs.map(patternOf);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function patternOf(glob: string): RegExp {
  const named = glob.replace(/^\.?\//, "").replace(/\/$/, "");
  const source = named.replace(/\*\*\/|\*\*|[*?{},]|[^*?{},]+/g, (part) => {
    switch (part) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "{":
        return "(?:";
      case "}":
        return ")";
      case ",":
        return "|";
      default:
        return part.replace(/[\\^$.+()[\]|]/g, String.raw`\$&`);
    }
  });
  // Without a slash it is a name anywhere; a folder means all that is in it.
  const start = named.includes("/") ? "^" : "(?:^|/)";
  try {
    return new RegExp(`${start}(?:${source})(?:/|$)`, "i");
  } catch {
    return /(?!)/; // braces that do not close: as long as they are typed, no path is meant
  }
}
