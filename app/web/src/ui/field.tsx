import { useId, useState } from "preact/hooks";

interface FieldProps {
  label: string;
  name: string;
  hint?: string;
  type?: "text" | "email" | "url";
  required?: boolean;
  maxLength?: number;
  autocomplete: string;
  autofocus?: boolean;
  placeholder?: string;
  defaultValue?: string | undefined;
}

/** A labelled input; its value is read from the form on submit. */
export function Field({ label, hint, type = "text", ...input }: FieldProps) {
  const id = useId();
  const common = { id, class: "input", dir: "auto" as const, "aria-describedby": hint ? `${id}-hint` : undefined };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "text" && <input {...common} {...input} />}
      {type === "email" && <input {...common} {...input} type="email" />}
      {type === "url" && <input {...common} {...input} type="url" />}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A password that can be looked at while it is typed. */
export function PasswordField({
  label = "Password",
  name = "password",
  isNew = false,
  required = true,
}: {
  label?: string;
  name?: string;
  isNew?: boolean;
  required?: boolean;
}) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const [typed, setTyped] = useState("");
  const common = {
    id,
    class: "input",
    name,
    required,
    minLength: isNew ? 8 : undefined,
    maxLength: 200,
    autocomplete: isNew ? "new-password" : "current-password",
    "aria-describedby": isNew ? `${id}-hint` : undefined,
    value: typed,
    onInput: (event: InputEvent) => setTyped((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        {shown ? <input {...common} type="text" /> : <input {...common} type="password" />}
        <button
          type="button"
          class="quiet"
          aria-label={shown ? "Hide characters" : "Show characters"}
          onClick={() => setShown(!shown)}
        >
          {shown ? "Hide" : "Show"}
        </button>
      </div>
      {isNew && (
        <p class="hint" id={`${id}-hint`}>
          At least 8 characters.
        </p>
      )}
    </div>
  );
}
