// Components that are parts of the page of their own. One that did not come says so in its place, with a way to ask again;
// the rest of the page goes on.
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { part, type Part } from "#web/parts";
import { showToast } from "#web/toast";

type LateOptions<Props> = {
  /** As it is called where it did not come. */
  name: string;
  /** What stands in its place, with nothing in it while it is fetched. */
  Frame?: ComponentType<Props & { children?: ComponentChildren }>;
};

export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { name, Frame = Unframed }: LateOptions<Props>,
): ComponentType<Props> & Pick<Part<unknown>, "fetch"> {
  const its = part(load);
  function Late(props: Props) {
    const { isMissing, isComing, retry } = useFetched(its);
    if (its.here) return <its.here {...props} />;
    return <Frame {...props}>{isMissing && <MissingPart name={name} isComing={isComing} onRetry={retry} />}</Frame>;
  }
  return Object.assign(Late, { fetch: its.fetch });
}

/** For a dialog: one that did not come closes itself and says so at the edge of the page. */
export function lateDialog<Props extends { onClose: () => void }>(
  load: () => Promise<ComponentType<Props>>,
  { name, open }: { name: string; open: (props: Props) => void },
): ComponentType<Props> {
  const its = part(load);
  return function LateDialog(props: Props) {
    const { isMissing } = useFetched(its);
    useEffect(() => {
      if (!isMissing) return;
      props.onClose();
      showToast({ text: missingWords(name), action: { label: "Try again", run: () => open(props) } });
      // oxlint-disable-next-line react/exhaustive-deps -- once; the others are of the same dialog
    }, [isMissing]);
    return its.here ? <its.here {...props} /> : null;
  };
}

export const missingWords = (name: string): string =>
  `${name} did not load. ${navigator.onLine ? "Tandem may be restarting: if it goes on, reload the page." : "You are offline."}`;

const Unframed = ({ children }: { children?: ComponentChildren }) => <>{children}</>;

function useFetched(its: Part<unknown>) {
  const [isMissing, setMissing] = useState(false);
  const [isComing, setComing] = useState(!its.here);
  useEffect(() => {
    if (!isComing) return;
    let isGone = false;
    const settle = (missing: boolean) => {
      if (isGone) return;
      setMissing(missing);
      setComing(false);
    };
    its.fetch().then(
      () => settle(false),
      () => settle(true),
    );
    return () => void (isGone = true);
  }, [its, isComing]);
  useEffect(() => {
    if (!isMissing) return;
    const retry = () => setComing(true);
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [isMissing]);
  return { isMissing, isComing, retry: () => setComing(true) };
}

type MissingPartProps = { name: string; isComing: boolean; onRetry: () => void };

function MissingPart({ name, isComing, onRetry }: MissingPartProps) {
  return (
    <div class="missing-part" role="status">
      <p>{missingWords(name)}</p>
      <button type="button" class="button button-outline" aria-disabled={isComing} onClick={onRetry}>
        {isComing ? "Trying …" : "Try again"}
      </button>
    </div>
  );
}
