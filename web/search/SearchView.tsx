// The view of the left sidebar that searches through all files.
import { CaseSensitive, ChevronRight, Ellipsis, Regex, Replace, ReplaceAll, WholeWord } from "lucide-preact";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { type FileSearch, fileSearchOf } from "./file-search";
import { FoundList } from "./FoundList.tsx";
import { replace } from "./replace";
import "./search.css";

export function SearchView({ session }: { session: RoomSession }) {
  const search = fileSearchOf(session);
  const field = useRef<HTMLInputElement>(null);
  const wanted = search.focusWanted.value;
  const canWrite = session.role.value === "editor";
  const isReplacing = canWrite && search.showsReplace.value;
  const files = search.found.value.map(({ file }) => file);

  useEffect(() => search.follow(), [search]);
  // Before the next key, which is the first letter.
  useLayoutEffect(() => {
    if (wanted === 0) return;
    field.current?.focus();
    field.current?.select();
  }, [wanted]);

  return (
    <div class="search-view">
      <div class="search-fields">
        {canWrite && (
          <Toggle
            label="Replace"
            icon={ChevronRight}
            isOn={search.showsReplace.value}
            isExpander
            run={() => search.toggle("showsReplace")}
          />
        )}
        <div class="search-inputs">
          <div class="search-field">
            <input
              ref={field}
              class="field"
              aria-label="Search in all files"
              placeholder="Search in all files"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              maxLength={1_000}
              aria-invalid={search.trouble.value?.what === "pattern"}
              value={search.text.value}
              onInput={({ currentTarget }) => search.set("text", currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "ArrowDown" && event.key !== "Enter") return;
                event.preventDefault();
                document.querySelector<HTMLElement>(".found-list")?.focus();
              }}
            />
            <span class="search-options">
              <Toggle
                label="Match case"
                icon={CaseSensitive}
                isOn={search.matchCase.value}
                run={() => search.toggle("matchCase")}
              />
              <Toggle
                label="Whole words"
                icon={WholeWord}
                isOn={search.wholeWord.value}
                run={() => search.toggle("wholeWord")}
              />
              <Toggle
                label="Regular expression"
                icon={Regex}
                isOn={search.isRegex.value}
                run={() => search.toggle("isRegex")}
              />
            </span>
          </div>
          {isReplacing && (
            <div class="search-field">
              <Field
                label="Replace by"
                value={search.replacement.value}
                onInput={(words) => search.set("replacement", words)}
              />
              <span class="search-options">
                <button
                  type="button"
                  class="button button-icon"
                  aria-label="Replace all"
                  title={
                    search.isCut.value ? "Too many to replace them all at once: say more exactly which" : "Replace all"
                  }
                  disabled={files.length === 0 || search.isCut.value}
                  onClick={() => void replace(session, search, files)}
                >
                  <ReplaceAll />
                </button>
              </span>
            </div>
          )}
          {search.showsGlobs.value && (
            <>
              <Field
                label="Only in, such as src, *.py"
                value={search.include.value}
                onInput={(words) => search.set("include", words)}
              />
              <Field
                label="Not in, such as tests, *.json"
                value={search.exclude.value}
                onInput={(words) => search.set("exclude", words)}
              />
            </>
          )}
        </div>
      </div>
      <div class="search-summary">
        <p role="status">{summary(search)}</p>
        <Toggle
          label="Which files"
          icon={Ellipsis}
          isOn={search.showsGlobs.value}
          isExpander
          run={() => search.toggle("showsGlobs")}
        />
      </div>
      <FoundList
        session={session}
        search={search}
        replacing={isReplacing ? (file, only) => void replace(session, search, [file], only) : undefined}
        replaceIcon={<Replace />}
      />
    </div>
  );
}

function summary({ text, found, isCut, trouble, isSearching }: FileSearch): string {
  const wrong = trouble.value;
  if (wrong?.what === "pattern") return `No regular expression: ${wrong.words}`;
  if (wrong?.what === "slow") return "This pattern takes too long, so the search was ended. Make it simpler.";
  if (wrong?.what === "away") return "The room’s texts cannot be had at the moment.";
  if (text.value === "") return "Finds words in every file of the room.";
  const count = found.value.reduce((sum, { matches }) => sum + matches.length, 0);
  if (count === 0) return isSearching.value ? "Searching…" : "Nothing found.";
  const files = found.value.length === 1 ? "one file" : `${found.value.length} files`;
  if (isCut.value) return `The first ${count} places, in ${files}. There are more: say more exactly what you look for.`;
  return `${count === 1 ? "One place" : `${count} places`} in ${files}`;
}

type ToggleProps = { label: string; icon: ComponentType; isOn: boolean; isExpander?: boolean; run: () => void };

const Toggle = ({ label, icon: Icon, isOn, isExpander = false, run }: ToggleProps) => (
  <button
    type="button"
    class="button button-icon search-toggle"
    aria-label={label}
    title={label}
    {...(isExpander ? { "aria-expanded": isOn } : { "aria-pressed": isOn })}
    onClick={run}
  >
    <Icon />
  </button>
);

type FieldProps = { label: string; value: string; onInput: (value: string) => void };

const Field = ({ label, value, onInput }: FieldProps) => (
  <input
    class="field"
    aria-label={label}
    placeholder={label}
    autocomplete="off"
    autocapitalize="off"
    spellcheck={false}
    maxLength={1_000}
    value={value}
    onInput={({ currentTarget }) => onInput(currentTarget.value)}
  />
);
