import { Welcome } from "./welcome.tsx";

/** A whole page that says what is wrong and leads on. */
export function Problem({ title, text }: { title: string; text: string }) {
  return (
    <Welcome title={title} text={text}>
      <a class="button primary" href="/">
        Go to the chat
      </a>
    </Welcome>
  );
}
