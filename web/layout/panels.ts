// The panels around the code: whether each stands, how large, and on which side. Every person's own, kept on the device.
//
//   ┌──────┬────────┬─────────┬────────┬───────┐    left, right: views (views.ts)
//   │      │  code  │ preview │ output │       │    output: beside the code, or below it
//   │ left │        │         │ beside │ right │
//   │      ├────────┴─────────┴────────┤       │    On a phone there are no panels but panes, one at a time.
//   │      │       output below        │       │
//   └──────┴───────────────────────────┴───────┘
//
// A panel's wish is what the person chose; what it has is what the window leaves it. Only wishes are kept.
import { batch, computed, type ReadonlySignal, signal, type Signal } from "@preact/signals";
import { isNarrow } from "#web/narrow";
import { readStored, writeStored } from "#web/stored";
import { fit, fitMax } from "./fit";
import { viewsOn } from "./views";

export type PanelId = "left" | "right" | "preview" | "beside" | "below";

export type Panel = {
  readonly id: PanelId;
  /** Of its edge, for those who do not see it. */
  readonly label: string;
  /** The least it can have, in px. */
  readonly least: number;
  /** What it has before anybody chose. */
  readonly standard: () => number;
  readonly wish: Signal<number>;
  readonly open: Signal<boolean>;
  /** There is something that it could show. */
  readonly filled: ReadonlySignal<boolean>;
};

/** What the code keeps, whatever is asked for: some forty columns, and a few lines. In px. */
const CODE_WIDTH = 280;
const CODE_HEIGHT = 160;
/** The bar on top of the room; the same in tokens.css. */
const BAR_HEIGHT = 40;
/** What is left of the output when it is closed; the same in layout.css. */
export const STRIP_SIZE = 36;
const SIZE_MAX = 10_000;

type Given = Pick<Panel, "id" | "label" | "least" | "filled"> & {
  standard: number | (() => number);
  isOpen?: boolean;
  open?: Signal<boolean>;
};

function panel({ standard, isOpen = false, open, ...given }: Given): Panel {
  const [size, state] = (readStored(keyOf(given.id)) ?? "").split(" ");
  const first = typeof standard === "number" ? () => standard : standard;
  const kept = Math.round(Number(size));
  return {
    ...given,
    standard: first,
    wish: signal(kept >= given.least && kept <= SIZE_MAX ? kept : first()),
    open: open ?? signal(state ? state === "open" : isOpen),
  };
}
const keyOf = (id: PanelId) => `tandem.panel.${id}`;
const keep = ({ id, wish, open }: Panel) => writeStored(keyOf(id), `${wish.value} ${open.value ? "open" : "closed"}`);

const viewport = signal({ width: innerWidth, height: innerHeight });
addEventListener("resize", () => (viewport.value = { width: innerWidth, height: innerHeight }));

/** What a room has to show beside its code. */
export type Contents = { readonly output: ReadonlySignal<boolean>; readonly preview: ReadonlySignal<boolean> };
const nothing = signal(false);
const contents = signal<Contents>({ output: nothing, preview: nothing });
export const hasOutput = computed(() => contents.value.output.value);
export const hasPreview = computed(() => contents.value.preview.value);

/** As a room begins. */
export function layOut(room: Contents): void {
  contents.value = room;
}

export type Dock = "below" | "beside";
const DOCK_KEY = "tandem.output-dock";
/** Where the output stands. */
export const dock = signal<Dock>(readStored(DOCK_KEY) === "beside" ? "beside" : "below");

const below = panel({
  id: "below",
  label: "Height of the output",
  least: 120,
  standard: 260,
  isOpen: true,
  filled: hasOutput,
});
const beside = panel({
  id: "beside",
  label: "Width of the output",
  least: 280,
  standard: 460,
  filled: hasOutput,
  open: below.open, // one output, in one of two places
});
export const panels: Readonly<Record<PanelId, Panel>> = {
  left: panel({
    id: "left",
    label: "Width of the left sidebar",
    least: 168,
    standard: 248,
    isOpen: true,
    filled: computed(() => viewsOn("left").length > 0),
  }),
  right: panel({
    id: "right",
    label: "Width of the right sidebar",
    least: 220,
    standard: 320,
    filled: computed(() => viewsOn("right").length > 0),
  }),
  preview: panel({
    id: "preview",
    label: "Width of the preview",
    least: 260,
    standard: () => Math.round(Math.min(720, innerWidth * 0.42)),
    filled: hasPreview,
  }),
  beside,
  below,
};

// Where there is no place for all, what was opened last stays.
const important = signal<readonly PanelId[]>(["preview", "beside", "left", "right"]);

const inUse = ({ id, filled, open }: Panel) =>
  !isNarrow.value && filled.value && open.value && id !== (dock.value === "below" ? "beside" : "below");
const row = computed(() => important.value.map((id) => panels[id]).filter((one) => one !== below && inUse(one)));
const rowWidth = computed(() => {
  const hasStrip = hasOutput.value && dock.value === "beside" && !beside.open.value;
  return viewport.value.width - (hasStrip ? STRIP_SIZE : 0);
});
const columnHeight = computed(() => viewport.value.height - BAR_HEIGHT);

const sizes = computed((): ReadonlyMap<PanelId, number> => {
  const widths = fit(rowWidth.value, CODE_WIDTH, row.value.map(fitted));
  const shown = new Map(row.value.map(({ id }, index) => [id, widths[index] ?? 0]));
  // Never without its head: a phone on its side has a closed panel.
  if (inUse(below)) shown.set("below", fit(columnHeight.value, CODE_HEIGHT, [fitted(below)])[0] ?? 0);
  return shown;
});
const fitted = ({ least, wish }: Panel) => ({ least, wish: wish.value });

/** What a panel has now, in px; 0: it does not stand. */
export const sizeOf = ({ id }: Panel): number => sizes.value.get(id) ?? 0;
export const isShown = (one: Panel): boolean => sizeOf(one) > 0;

export function sizeMax(one: Panel): number {
  if (one.id === "below") return fitMax(columnHeight.value, CODE_HEIGHT, [], one.least);
  const others = row.value.filter(({ id }) => id !== one.id).map(sizeOf);
  return fitMax(rowWidth.value, CODE_WIDTH, others, one.least);
}

/** Gives a panel the size that somebody drags it to. */
export function resize(one: Panel, size: number): void {
  batch(() => {
    // What the others have is what the person sees: from now on it is what they are wished to have.
    const most = sizeMax(one);
    for (const other of row.value) if (isShown(other)) other.wish.value = sizeOf(other);
    one.wish.value = Math.round(Math.min(most, Math.max(one.least, size)));
  });
  for (const each of one.id === "below" ? [one] : row.value) keep(each);
}

export const resetSize = (one: Panel): void => resize(one, one.standard());

export function setOpen(one: Panel, open: boolean): void {
  batch(() => {
    if (open) important.value = [one.id, ...important.value.filter((id) => id !== one.id)];
    one.open.value = open;
  });
  keep(one.open === below.open ? below : one);
}

/** The output, wherever it stands. */
export const outputPanel = (): Panel => (dock.value === "below" ? below : beside);

/** What is set for it on the page. */
export function outputSize(): { width?: string; height?: string } | undefined {
  const panel = outputPanel();
  if (isNarrow.value) return undefined;
  if (dock.value === "below") return isShown(panel) ? { height: `${sizeOf(panel)}px` } : undefined;
  return { width: `${sizeOf(panel) || STRIP_SIZE}px` };
}

export function setDock(next: Dock): void {
  batch(() => {
    dock.value = next;
    setOpen(outputPanel(), true);
  });
  writeStored(DOCK_KEY, next);
}
