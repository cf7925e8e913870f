import { render } from "preact";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/schemes.css";
import "./style/contrast.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/notice.css";
import "./style/landing.css";
import "./style/figure.css";
import "./style/room.css";
import "./style/share.css";
import "./style/touch.css";
import { App } from "./App.tsx";

const root = document.getElementById("app");
if (root) render(<App />, root);
