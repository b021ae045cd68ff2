import { render } from "preact";
import { App } from "./app.tsx";
import { followAppearance } from "./appearance.ts";
import { watchUploads } from "./attachments/uploads.ts";
import { watchAttention } from "./attention.ts";
import { watchDevice } from "./device/device.ts";
import { interceptLinks } from "./router.ts";
import { fitToVisibleHeight } from "./ui/visible-height.ts";
import "./styles/index.css";

interceptLinks();
watchAttention();
watchDevice();
watchUploads();
followAppearance();
fitToVisibleHeight();
render(<App />, document.getElementById("app")!);
