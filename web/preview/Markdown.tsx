// Markdown as components. No string of HTML is made on the way: what stands in the text as HTML is shown as it is written,
// a link leads only where safe-link.ts allows, and no image is fetched from another host.
import type { AlignType, Code, List, Root, Table } from "mdast";
import { Fragment, type ComponentChildren, type ComponentType } from "preact";
import { CodeBlock } from "./CodeBlock.tsx";
import { ImageNote } from "./ImageNote.tsx";
import { anchorOf, footnoteAnchor, type MarkdownNode, type MarkdownTree, plainOf } from "./markdown-tree";
import { continues } from "./pieces";
import { type SafeLink, safeLink } from "./safe-link";

export type MarkdownStyle = {
  /** Of a message: headings are no headings of the page, a line's end is one. */
  readonly isMessage?: boolean;
  /** Shows code in colours; without it code is plain. */
  readonly Code?: ComponentType<{ code: string; language: string }>;
  /** What stands for a piece of plain text. */
  readonly words?: (text: string) => ComponentChildren;
  /** What stands for code in a line; undefined: it is only code. */
  readonly code?: (text: string) => ComponentChildren;
  /** Goes to a heading or footnote of the same text. */
  readonly goTo?: (slug: string) => void;
};

/** Deeper nesting is shown as text: nobody writes it, and no stack holds it. */
const DEPTH_MAX = 60;

type Way = MarkdownStyle & { readonly tree: MarkdownTree; readonly depth: number };

export function Markdown({ tree, ...style }: MarkdownStyle & { tree: MarkdownTree }) {
  const way: Way = { ...style, tree, depth: 0 };
  return (
    <>
      {inside(tree.root, way)}
      {tree.footnotes.length > 0 && (
        <ol class="md-footnotes" aria-label="Footnotes" start={tree.numbers.get(tree.footnotes[0]?.identifier ?? "")}>
          {tree.footnotes.map((note) => (
            <li key={note.identifier} data-slug={anchorOf(note)}>
              {inside(note, way)}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function inside(node: MarkdownNode, way: Way): ComponentChildren {
  if (!("children" in node)) return null;
  if (way.depth > DEPTH_MAX) return plainOf(node);
  const next = { ...way, depth: way.depth + 1 };
  return node.children.map((child, index) => <Fragment key={index}>{shown(child, next)}</Fragment>);
}

/** The line where a block begins: the preview is scrolled by them. */
const lineOf = (node: MarkdownNode) => ({ "data-line": node.position?.start.line });

function shown(node: Root["children"][number], way: Way): ComponentChildren {
  switch (node.type) {
    case "paragraph":
      return <p {...lineOf(node)}>{inside(node, way)}</p>;
    case "heading": {
      if (way.isMessage)
        return (
          <p>
            <strong>{inside(node, way)}</strong>
          </p>
        );
      const Heading = `h${node.depth}` as "h1";
      return (
        <Heading {...lineOf(node)} data-slug={anchorOf(node)}>
          {inside(node, way)}
        </Heading>
      );
    }
    case "blockquote":
      return <blockquote {...lineOf(node)}>{inside(node, way)}</blockquote>;
    case "list":
      return listOf(node, way);
    case "listItem":
      return null; // in its list
    case "code":
      return codeOf(node, way);
    case "thematicBreak":
      return <hr {...lineOf(node)} />;
    case "table":
      return tableOf(node, way);
    case "tableRow":
    case "tableCell":
      return null; // in their table
    case "html":
      return htmlAsWritten(node.value);
    case "text":
      return way.isMessage ? lines(node.value, way) : node.value;
    case "emphasis":
      return <em>{inside(node, way)}</em>;
    case "strong":
      return <strong>{inside(node, way)}</strong>;
    case "delete":
      return <del>{inside(node, way)}</del>;
    case "inlineCode":
      return way.code?.(node.value) ?? <code>{node.value}</code>;
    case "break":
      return <br />;
    case "link":
      return (
        <Link link={safeLink(node.url)} way={way}>
          {inside(node, way)}
        </Link>
      );
    case "linkReference":
      return (
        <Link link={linkOf(node.identifier, way)} way={way}>
          {inside(node, way)}
        </Link>
      );
    case "image":
      return <ImageNote alt={node.alt} url={node.url} />;
    case "imageReference":
      return <ImageNote alt={node.alt} url={way.tree.definitions.get(node.identifier)?.url ?? ""} />;
    case "footnoteReference":
      return (
        <sup>
          <Link link={{ to: "heading", slug: footnoteAnchor(node.identifier) }} way={way}>
            {way.tree.numbers.get(node.identifier) ?? node.identifier}
          </Link>
        </sup>
      );
    case "definition":
    case "footnoteDefinition":
    case "yaml":
      return null; // shown where they are meant
  }
}

function linkOf(identifier: string, { tree }: Way): SafeLink | undefined {
  const definition = tree.definitions.get(identifier);
  return definition && safeLink(definition.url);
}

function Link({ link, way, children }: { link: SafeLink | undefined; way: Way; children: ComponentChildren }) {
  if (!link || (link.to === "heading" && !way.goTo)) return <span class="md-no-link">{children}</span>;
  if (link.to === "outside")
    return (
      <a href={link.href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  // The page's own address stays: it is the room's.
  const goThere = (event: MouseEvent) => {
    event.preventDefault();
    way.goTo?.(link.slug);
  };
  return (
    <a href={`#${link.slug}`} onClick={goThere}>
      {children}
    </a>
  );
}

function listOf(node: List, way: Way): ComponentChildren {
  const Tag = node.ordered ? "ol" : "ul";
  const isTight = !node.spread && node.children.every(({ spread }) => !spread);
  return (
    <Tag
      {...(node.ordered && node.start !== 1 && { start: node.start ?? 1 })}
      data-tight={isTight}
      data-continues={continues(node)}
    >
      {node.children.map((item, index) => (
        <li
          key={index}
          {...lineOf(item)}
          class={item.checked == null ? undefined : "md-task"}
          data-continues={continues(item)}
        >
          {item.checked != null && (
            <input type="checkbox" disabled checked={item.checked} aria-label={item.checked ? "Done" : "To do"} />
          )}
          {isTight
            ? item.children.map((child, at) => (
                <Fragment key={at}>
                  {child.type === "paragraph" ? inside(child, way) : shown(child, { ...way, depth: way.depth + 1 })}
                </Fragment>
              ))
            : inside(item, way)}
        </li>
      ))}
    </Tag>
  );
}

function codeOf({ value, lang, ...node }: Code, { Code: Colored }: Way): ComponentChildren {
  const code = Colored && lang ? <Colored code={value} language={lang} /> : value;
  return (
    <CodeBlock code={value} line={node.position?.start.line}>
      {code}
    </CodeBlock>
  );
}

function tableOf(node: Table, way: Way): ComponentChildren {
  const isRest = continues(node);
  const head = isRest ? undefined : node.children[0];
  const rows = isRest ? node.children : node.children.slice(1);
  const align = (index: number) => alignment(node.align?.[index]);
  return (
    // A wide table is scrolled on its own, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="md-table" tabIndex={0} role="group" aria-label="Table" {...lineOf(node)} data-continues={isRest}>
      <table>
        {head && (
          <thead>
            <tr>
              {head.children.map((cell, index) => (
                <th key={index} scope="col" {...align(index)}>
                  {inside(cell, way)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, at) => (
            <tr key={at} {...lineOf(row)}>
              {row.children.map((cell, index) => (
                <td key={index} {...align(index)}>
                  {inside(cell, way)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const alignment = (align: AlignType | undefined) => (align ? { style: { textAlign: align } } : {});

/** A break is harmless and everywhere; a comment is not meant to be read. */
function htmlAsWritten(html: string): ComponentChildren {
  if (/^<br\s*\/?>$/i.test(html)) return <br />;
  if (/^<!--[^]*-->$/.test(html.trim())) return null;
  return <code class="md-html">{html}</code>;
}

const lines = (text: string, { words }: Way): ComponentChildren =>
  text.split("\n").map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {words ? words(line) : line}
    </Fragment>
  ));
