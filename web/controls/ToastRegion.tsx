import { hideToast, toast } from "#web/toast";

export function ToastRegion() {
  const shown = toast.value;
  return (
    <div role="status">
      {shown && (
        <div class="toast">
          {shown.text}
          {shown.action && (
            <button
              type="button"
              class="button"
              onClick={() => {
                shown.action?.run();
                hideToast();
              }}
            >
              {shown.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
