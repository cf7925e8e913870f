import { lazy, Suspense } from "preact/compat";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { BrokenPage } from "./BrokenPage.tsx";
import { ToastRegion } from "./controls/ToastRegion.tsx";
import { HistoryPage } from "./history/history-part.tsx";
import { LandingPage } from "./landing/LandingPage.tsx";
import { UnknownPage } from "./UnknownPage.tsx";
import { route } from "./route";

// The landing page must not wait for what only the others need.
const DocsPage = lazy(() => import("./docs/DocsPage.tsx").then(({ DocsPage }) => ({ default: DocsPage })));
const RoomPage = lazy(() => import("./room/RoomPage.tsx").then(({ RoomPage }) => ({ default: RoomPage })));

export function App() {
  const [error, retry] = useErrorBoundary();
  const { page } = route.value;
  // Whoever went back from a page that did not load has the one again that did.
  // oxlint-disable-next-line react/exhaustive-deps -- it is another one in every turn
  useEffect(() => retry(), [page]);
  return (
    <>
      {error ? <BrokenPage /> : <Page />}
      <ToastRegion />
    </>
  );
}

function Page() {
  const shown = route.value;
  switch (shown.page) {
    case "landing":
      return <LandingPage />;
    case "unknown":
      return <UnknownPage />;
    case "docs":
      return (
        <Suspense fallback={<div class="room-frame" />}>
          <DocsPage />
        </Suspense>
      );
    case "history":
      return <HistoryPage key={shown.id} id={shown.id} />;
    case "room":
      return (
        <Suspense fallback={<div class="room-frame" />}>
          <RoomPage key={shown.id} id={shown.id} />
        </Suspense>
      );
  }
}
