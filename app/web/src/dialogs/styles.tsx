import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../api.ts";
import { stylesOff, turnStylesOn } from "../appearance.ts";
import { session } from "../chat-context.ts";
import { errorText } from "../ui/error-texts.ts";
import { Form } from "../ui/form.tsx";
import { Problem } from "../ui/problem.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";

/** The account's own CSS; for administrators. */
export function StylesDialog() {
  const id = useId();
  const [styles, setStyles] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    api.styles().then(
      (answer) => setStyles(answer.styles),
      (error: unknown) => setProblem(errorText(error)),
    );
  }, []);
  const submit = async ({ styles = "" }: Record<string, string>) => {
    try {
      const changed = await api.setStyles(styles);
      session.value?.apply([{ type: "account", account: changed }]);
      closeDialog();
    } catch (error) {
      return errorText(error);
    }
  };
  return (
    <Dialog title="Custom styles" wide>
      <Problem>{problem}</Problem>
      {stylesOff.value && (
        <p>
          They are off in this browser.{" "}
          <button type="button" class="link" onClick={turnStylesOn}>
            Turn them on
          </button>
        </p>
      )}
      {styles !== null && (
        <Form action="Save" onSubmit={submit}>
          <div class="field">
            <label for={id}>CSS</label>
            <textarea
              id={id}
              class="input code"
              name="styles"
              rows={12}
              maxLength={50_000}
              spellcheck={false}
              autocomplete="off"
              aria-describedby={`${id}-hint`}
              defaultValue={styles}
            />
            <p class="hint" id={`${id}-hint`}>
              Everybody sees it at once, also before signing in. Nothing is loaded from other sites. If it ever hides
              what you need, open <code>{location.origin}/?styles=off</code>
            </p>
          </div>
        </Form>
      )}
    </Dialog>
  );
}
