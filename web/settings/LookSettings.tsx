// Theme, colours and letters, with a piece of code that shows what was chosen.
import { Minus, Plus } from "lucide-preact";
import { Switch } from "#web/controls/Switch.tsx";
import { isHighContrast } from "#web/theme";
import { codeFont } from "./code-font";
import { fontWords, schemeWords, themeWords } from "./setting-words";
import { settings } from "./settings";
import { fonts, fontSizes, schemes, themes } from "./settings-table";

export function LookSettings() {
  const { theme, font, ligatures } = settings;
  return (
    <>
      <section>
        <h3>Theme</h3>
        <div class="theme-choices" role="radiogroup" aria-label="Theme">
          {themes.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                class="over-all"
                name="theme"
                checked={theme.value === one}
                onChange={() => (theme.value = one)}
              />
              {themeWords[one]}
            </label>
          ))}
        </div>
      </section>
      <section>
        <h3>Colours of code</h3>
        {isHighContrast.value && <p class="quiet">High contrast has colours of its own.</p>}
        <SchemeChoices />
      </section>
      <section>
        <h3>Letters</h3>
        <div class="font-choices" role="radiogroup" aria-label="Typeface of code">
          {fonts.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                class="over-all"
                name="font"
                checked={font.value === one}
                onChange={() => (font.value = one)}
              />
              <span style={{ fontFamily: codeFont(one) }}>{fontWords[one]}</span>
            </label>
          ))}
        </div>
        <FontSize />
        <Switch on={ligatures.value} onChange={(on) => (ligatures.value = on)}>
          <span>
            Ligatures
            <small>
              Draw{" "}
              <code
                style={{ fontFamily: codeFont(font.value), fontVariantLigatures: ligatures.value ? "normal" : "none" }}
              >
                {"!= => <="}
              </code>{" "}
              as one sign each, where the typeface can.
            </small>
          </span>
        </Switch>
      </section>
    </>
  );
}

// Each card is drawn by its own scheme.
function SchemeChoices() {
  const { scheme } = settings;
  return (
    <div class="scheme-choices" role="radiogroup" aria-label="Colours of code">
      {schemes.map((one) => (
        <label key={one} class="choice scheme-choice" data-scheme={one}>
          <input
            type="radio"
            class="over-all"
            name="scheme"
            checked={scheme.value === one}
            disabled={isHighContrast.value}
            onChange={() => (scheme.value = one)}
          />
          <code aria-hidden="true">
            <span class="code-comment"># to all</span>
            {"\n"}
            <span class="code-keyword">for</span> one <span class="code-keyword">in</span>{" "}
            <span class="code-type">Room</span>:{"\n  "}
            <span class="code-function">say</span>(<span class="code-string">"hi"</span>,{" "}
            <span class="code-number">2</span>)
          </code>
          <span>{schemeWords[one]}</span>
        </label>
      ))}
    </div>
  );
}

function FontSize() {
  const { fontSize } = settings;
  const [least, most] = fontSizes;
  const size = fontSize.value;
  return (
    <div class="setting">
      <span id="settings-size">Size</span>
      <span class="stepper" role="group" aria-labelledby="settings-size">
        <button
          type="button"
          class="button button-icon button-outline"
          aria-label="Smaller"
          disabled={size <= least}
          onClick={() => (fontSize.value = size - 1)}
        >
          <Minus />
        </button>
        <output aria-live="polite">{size} px</output>
        <button
          type="button"
          class="button button-icon button-outline"
          aria-label="Larger"
          disabled={size >= most}
          onClick={() => (fontSize.value = size + 1)}
        >
          <Plus />
        </button>
      </span>
    </div>
  );
}
