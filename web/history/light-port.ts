// The text of a moment without an editor.
import { LightCode } from "./light-code";
import "./light-code.css";
import type { CodePortMaker } from "./PastCode.tsx";

export const openLight: CodePortMaker = (host) => {
  const place = document.createElement("pre");
  place.tabIndex = 0;
  place.ariaLabel = "The text of this moment";
  host.append(place);
  const code = new LightCode(place);
  return {
    show({ text, language, traces }, follows) {
      code.show(text, language);
      code.paint("trace", traces);
      const last = traces.at(-1);
      if (last && follows) code.reveal(last.to);
    },
    // What the room began with is nobody's.
    paintAuthors: (spans) =>
      code.paint(
        "author",
        (spans ?? []).filter(({ version }) => version > 0),
      ),
    dispose: () => place.remove(),
  };
};
