// A name typed where it will stand: Enter or leaving keeps it, Escape takes it back, and what is wrong is said meanwhile.
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

type NameFieldProps = {
  label: string;
  value: string;
  /** Undefined where the name can be had. */
  faultOf: (name: string) => string | undefined;
  /** With undefined nothing is wanted; `byKey` says that the focus was not taken elsewhere. */
  onDone: (name: string | undefined, byKey: boolean) => void;
};

export function NameField({ label, value, faultOf, onDone }: NameFieldProps) {
  const [name, setName] = useState(value);
  const [touched, setTouched] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const doneRef = useRef(false);
  const faultId = useId();
  const fault = touched ? faultOf(name.trim()) : undefined;

  // Before the next key, which may be a part of the name.
  useLayoutEffect(() => {
    field.current?.focus();
    // The extension stays more often than not.
    const dot = value.lastIndexOf(".");
    field.current?.setSelectionRange(0, dot > 0 ? dot : value.length);
  }, [value]);

  const done = (wanted: string | undefined, byKey: boolean) => {
    if (doneRef.current) return; // the blur that follows
    doneRef.current = true;
    onDone(wanted, byKey);
  };
  return (
    <span class="name-field">
      <input
        ref={field}
        aria-label={label}
        aria-invalid={fault !== undefined}
        aria-describedby={faultId}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={name}
        onInput={({ currentTarget }) => {
          setName(currentTarget.value);
          setTouched(true);
        }}
        onClick={(event) => event.stopPropagation()}
        onDblClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
          event.preventDefault();
          if (event.key === "Escape") return done(undefined, true);
          setTouched(true);
          if (faultOf(name.trim()) === undefined) done(name.trim(), true);
        }}
        // A name that cannot be had is not kept by leaving it.
        onBlur={() => done(touched && faultOf(name.trim()) === undefined ? name.trim() : undefined, false)}
      />
      <span id={faultId} class="name-fault" role="status" data-empty={fault === undefined}>
        {fault}
      </span>
    </span>
  );
}
