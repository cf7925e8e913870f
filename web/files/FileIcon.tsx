import { File, FileBraces, FileCode, FileImage, FileTerminal, FileText, Folder, FolderOpen } from "lucide-preact";
import { type FileEntry, languageOf } from "#protocol/project";
import { isPicture } from "./pictures";

const braces = ["json", "yaml"];
const prose = ["markdown", "plaintext"];

type FileIconProps = { entry: Pick<FileEntry, "kind" | "path" | "language">; isExpanded?: boolean };

export function FileIcon({ entry, isExpanded = false }: FileIconProps) {
  if (entry.kind === "folder") return isExpanded ? <FolderOpen aria-hidden="true" /> : <Folder aria-hidden="true" />;
  const language = languageOf(entry);
  if (isPicture(entry.path) && (entry.kind === "asset" || language === "plaintext"))
    return <FileImage aria-hidden="true" />;
  if (entry.kind === "asset") return <File aria-hidden="true" />;
  if (braces.includes(language)) return <FileBraces aria-hidden="true" />;
  if (prose.includes(language)) return <FileText aria-hidden="true" />;
  return language === "shell" ? <FileTerminal aria-hidden="true" /> : <FileCode aria-hidden="true" />;
}
