// What the files of a room bring to the left sidebar, and to the bar of a phone.
import { Files, Search } from "lucide-preact";
import { lazy } from "preact/compat";
import { addView } from "#web/layout/views";
import { FilesView } from "./FilesView.tsx";

const SearchView = lazy(() => import("#web/search/SearchView.tsx"));

export function addFileViews(): void {
  addView({ id: "files", label: "Files", side: "left", icon: Files, Content: FilesView });
  addView({ id: "search", label: "Search", side: "left", icon: Search, Content: SearchView });
}
