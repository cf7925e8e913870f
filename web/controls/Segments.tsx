// A few choices beside each other, one of them chosen. Radio buttons underneath: arrow keys walk them.
import { useId } from "preact/hooks";

type SegmentsProps<T> = {
  label: string;
  values: readonly T[];
  words: (value: T) => string;
  chosen: T;
  disabled?: boolean;
  onChoose: (value: T) => void;
};

export function Segments<T extends string | number>({
  label,
  values,
  words,
  chosen,
  disabled = false,
  onChoose,
}: SegmentsProps<T>) {
  const name = useId();
  return (
    <span class="segments" role="radiogroup" aria-label={label}>
      {values.map((value) => (
        <label key={value}>
          <input
            type="radio"
            class="over-all"
            name={name}
            checked={value === chosen}
            disabled={disabled}
            onChange={() => onChoose(value)}
          />
          {words(value)}
        </label>
      ))}
    </span>
  );
}
