import { render } from "preact";
import { readBlock } from "./shared/data";
import { applyTheme } from "./shared/theme";
import "./shared/base.css";

applyTheme();
const root = document.getElementById("app");
if (root) readBlock<{ title: string }>("data").then((data) => render(<h1>{data.title}</h1>, root));
