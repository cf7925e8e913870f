// What the files of a room bring to the left sidebar, and to the bar of a phone.
import { Files, Search } from "lucide-preact";
import { addView } from "#web/layout/views";
import { SearchView } from "#web/search/SearchView.tsx";
import { FilesView } from "./FilesView.tsx";

export function addFileViews(): void {
  addView({ id: "files", label: "Files", side: "left", icon: Files, Content: FilesView });
  addView({ id: "search", label: "Search", side: "left", icon: Search, Content: SearchView });
}
