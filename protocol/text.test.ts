import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageId, languageIds, languages } from "#protocol/languages";
import { NAME_LENGTH_MAX, TEXT_LENGTH_MAX, TITLE_LENGTH_MAX } from "#protocol/limits";
import { filePath } from "#protocol/project";
import { messageText } from "#protocol/talk";
import { exactText, language, memberName, roomTitle, wholeText } from "#protocol/text";

// Lone halves and control characters are as likely as letters.
const unit = fc.oneof(
  fc.string({ unit: "binary", maxLength: 1 }),
  fc.constantFrom("\ud83d", "\ude00", "\r", "\n", "\r\n", "a", "\u202e"),
);
const anyString = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));

describe("a text", () => {
  test("[F3] in a splice is taken as it stands, or refused", () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const { success, data } = exactText.safeParse(text);
        expect(success).toBe(text.isWellFormed() && !text.includes("\r"));
        expect(data).toBe(success ? text : undefined);
      }),
    );
  });

  test("[F3] that is whole has its line ends brought to \\n, and no half of a pair", () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const { success, data } = wholeText.safeParse(text);
        expect(success).toBe(text.isWellFormed());
        if (!success) return;
        expect(data).not.toContain("\r");
        expect(data).toBe(text.split(/\r\n|\r|\n/).join("\n"));
        expect(wholeText.parse(data)).toBe(data);
      }),
    );
  });

  test("[F7] longer than a room holds is refused", () => {
    for (const schema of [exactText, wholeText]) {
      expect(schema.safeParse("x".repeat(TEXT_LENGTH_MAX)).success).toBe(true);
      expect(schema.safeParse("x".repeat(TEXT_LENGTH_MAX + 1)).success).toBe(false);
    }
  });
});

describe("a name", () => {
  test("[F5] is one well-formed line in which nothing hides or turns round what stands beside it", () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const { success, data } = memberName.safeParse(text);
        expect(success || text.length > NAME_LENGTH_MAX).toBe(true);
        if (!success) return;
        expect(data.isWellFormed()).toBe(true);
        expect(data).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\u2060\uFEFF\u00AD\u3164]|^\s|\s$|\s\s/u);
        expect(memberName.parse(data)).toBe(data);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["  Ann \t Lee \n", "Ann Lee"],
    ["a\u202Eb\u200Bc", "abc"],
    ["\u3164\u2060", ""],
    ["\u200D", ""],
    ["👩‍💻 Zoë", "👩‍💻 Zoë"],
    ["می‌خواهم", "می‌خواهم"],
    ["x\ud83dy", "x\ufffdy"],
    ["a\u2028b", "a b"],
  ])("[F5] %j is shown as %j", (given, shown) => {
    expect(memberName.parse(given)).toBe(shown);
  });

  test("[F7] too long is refused, spaces aside", () => {
    expect(memberName.safeParse("n".repeat(NAME_LENGTH_MAX + 1)).success).toBe(false);
    expect(memberName.parse(`  ${"n".repeat(NAME_LENGTH_MAX)}  `)).toHaveLength(NAME_LENGTH_MAX);
    expect(roomTitle.safeParse("t".repeat(TITLE_LENGTH_MAX)).success).toBe(true);
    expect(roomTitle.safeParse("t".repeat(TITLE_LENGTH_MAX + 1)).success).toBe(false);
  });
});

test.each(["\u202Egpj.exe", "a/\u2066b", "a\u2028b", "a\nb"])(
  "[F5] a file is not called %j, which reads as another",
  (path) => {
    expect(filePath.safeParse(path).success).toBe(false);
  },
);

describe("a message", () => {
  test.for(["", " \n", "\u0000\u202E", "\u00AD\u200B\uFEFF", "\u200D\uFE0F", "\u2028\u0085\u3000", "\uFFF9\u{E0001}"])(
    "of %j says nothing",
    (text) => expect(messageText.safeParse(text).success).toBe(false),
  );

  test("keeps what joins and turns beside what is seen", () => {
    for (const text of ["👩‍💻", "❤️", "می‌خواهم", "\u200Fא", "!"]) expect(messageText.parse(text)).toBe(text);
  });
});

describe("a language", () => {
  test.each([
    ["py", "python"],
    ["Python3", "python"],
    ["JS", "javascript"],
    ["node", "javascript"],
    ["c++", "cpp"],
    ["C#", "csharp"],
    ["golang", "go"],
    ["bash", "shell"],
    ["text", "plaintext"],
    ["md", "markdown"],
  ])("[F6] %s is known as %s", (name, id) => {
    expect(languageId(name)).toBe(id);
    expect(language.parse(name)).toBe(id);
  });

  test("[F6] goes by its id in any case; ids, names and extensions are told apart", () => {
    for (const id of languageIds) expect(languageId(id.toUpperCase())).toBe(id);
    for (const of of [(one: (typeof languages)[number]) => one.id, (one: (typeof languages)[number]) => one.name]) {
      expect(new Set(languages.map(of)).size).toBe(languages.length);
    }
  });

  test("[F6] that is none is refused, also by names that every object has", () => {
    for (const name of ["", "klingon", "constructor", "__proto__", "toString", "p".repeat(41)]) {
      expect(language.safeParse(name).success).toBe(false);
    }
  });
});
