// How deep a JSON text is nested, before anybody parses it: a parser takes seconds for megabytes of brackets.

/** No body has more than a handful of levels. */
const LEVELS_MAX = 32;

/** True when brackets outside of strings are nested deeper than any body of ours. The text need not be JSON. */
export function isNestedTooDeeply(json: string): boolean {
  let level = 0;
  for (let i = 0; i < json.length; i++) {
    switch (json.charCodeAt(i)) {
      case 0x22: // a string: to its closing quote
        for (i++; i < json.length && json.charCodeAt(i) !== 0x22; i++) if (json.charCodeAt(i) === 0x5c) i++;
        break;
      case 0x5b:
      case 0x7b:
        if (++level > LEVELS_MAX) return true;
        break;
      case 0x5d:
      case 0x7d:
        level--;
        break;
    }
  }
  return false;
}
