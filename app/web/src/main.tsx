import { render } from "preact";
import { App } from "./app.tsx";
import { followAppearance } from "./appearance.ts";
import { watchAttention } from "./attention.ts";
import { interceptLinks } from "./router.ts";
import { fitToVisibleHeight } from "./ui/visible-height.ts";
import "./styles/index.css";

interceptLinks();
watchAttention();
followAppearance();
fitToVisibleHeight();
render(<App />, document.getElementById("app")!);
