import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Logo } from "../ui/logo.tsx";

interface WelcomeProps {
  title: string;
  text?: ComponentChildren;
  children?: ComponentChildren;
}

/** The calm page around everything that happens before the chat: a fire, a heading, and what there is to do. */
export function Welcome({ title, text, children }: WelcomeProps) {
  useEffect(() => {
    document.title = title === "Campfire" ? title : `${title} – Campfire`;
  }, [title]);
  return (
    <main class="welcome">
      <div class="welcome-card">
        <Logo />
        <h1 dir="auto">{title}</h1>
        {text && <p class="welcome-text">{text}</p>}
        {children}
      </div>
    </main>
  );
}
