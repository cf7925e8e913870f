// The REST API as an interactive document. Scalar shows /openapi.json; its bundle is one of our own files, and is told to
// speak to nobody else. It brings styles for a whole page, so links from and to here load the other page anew.
import { useEffect, useRef, useState } from "preact/hooks";
import type { createApiReference } from "scalar";
import { ThemeMenu } from "#web/controls/ThemeMenu.tsx";
import { Wordmark } from "#web/controls/Wordmark.tsx";
import { shownTheme } from "#web/theme";
import "./docs.css";

const configurationIn = (theme: "light" | "dark") => ({
  url: "/openapi.json",
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  persistAuth: false,
  theme: "none",
  hideDarkModeToggle: true,
  forceDarkModeState: theme,
  documentDownloadType: "none",
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  defaultOpenAllTags: true,
  orderSchemaPropertiesBy: "preserve",
  setPageTitle: ({ title }: { title: string }) => (title === "Tandem" ? "API · Tandem" : `${title} · API · Tandem`),
});

export function DocsPage() {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const theme = shownTheme.value;
  const reference = useRef<ReturnType<typeof createApiReference>>(null);

  useEffect(() => {
    document.title = "API · Tandem";
    let left = false;
    let destroy = () => {};
    import("scalar").then(
      ({ createApiReference }) => {
        if (left || !place.current) return;
        const made = createApiReference(place.current, configurationIn(shownTheme.value));
        reference.current = made;
        destroy = () => made.destroy();
      },
      () => setFailed(true),
    );
    return () => {
      left = true;
      destroy();
    };
  }, []);
  useEffect(() => reference.current?.updateConfiguration(configurationIn(theme)), [theme]);

  return (
    <div class="docs">
      <header class="docs-head">
        <Wordmark />
        <span class="docs-title">API</span>
        <nav class="docs-links" aria-label="For machines">
          <a href="/openapi.json">openapi.json</a>
          <a href="/protocol.json">protocol.json</a>
        </nav>
        <ThemeMenu />
      </header>
      {failed && (
        <p class="docs-failed" role="alert">
          The documentation could not be loaded. <a href="/openapi.json">openapi.json</a> says the same.
        </p>
      )}
      <div class="docs-reference" ref={place} />
    </div>
  );
}
