import { Check, ChevronDown } from "lucide-preact";
import { useState } from "preact/hooks";
import { languages } from "#protocol/languages";
import { Menu } from "#web/controls/Menu.tsx";
import type { RoomSession } from "#web/room-session";
import { isEditOnly } from "#web/run/runnable";

export function LanguagePicker({ session }: { session: RoomSession }) {
  const current = session.language.value;
  const name = languages.find(({ id }) => id === current)?.name ?? current;
  const isText = session.files.value.get(session.file.value)?.kind !== "asset";
  if (!session.opened.value || !isText) return <span class="language-name" />;
  if (session.role.value !== "editor") return <span class="language-name">{name}</span>;
  return (
    <Menu
      label={`Language: ${name}. Change it for everybody`}
      buttonClass="button language-button"
      button={
        <>
          {name}
          <ChevronDown />
        </>
      }
      role="dialog"
      panelClass="language-panel"
      onClosed={() => session.focusEditor()}
    >
      {(close) => <LanguageList session={session} current={current} close={close} />}
    </Menu>
  );
}

function LanguageList({ session, current, close }: { session: RoomSession; current: string; close: () => void }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const found = languages.filter(({ id, name, extension }) =>
    [id, name.toLowerCase(), extension].some((word) => word.startsWith(wanted)),
  );
  const choose = (id: (typeof languages)[number]["id"]) => {
    session.setLanguage(id);
    close();
  };
  return (
    <>
      <input
        class="field"
        data-first
        aria-label="Find a language"
        placeholder="Find a language"
        autocomplete="off"
        spellcheck={false}
        value={filter}
        onInput={(event) => setFilter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !found[0]) return;
          // The focus goes back to the code at once: the key must not write a line there.
          event.preventDefault();
          choose(found[0].id);
        }}
      />
      <div class="language-list" role="menu" aria-label="Languages">
        {found.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="menu-item"
            role="menuitemradio"
            aria-checked={id === current}
            onClick={() => choose(id)}
          >
            <span class="menu-item-mark">{id === current && <Check />}</span>
            {name}
            {isEditOnly(id) && <small class="edit-only">edit only</small>}
          </button>
        ))}
        {found.length === 0 && <p class="menu-note">No language starts with “{filter.trim()}”.</p>}
      </div>
    </>
  );
}
