// The page of `ses report`.
import { render } from "preact";
import { App } from "./report/app";
import { Store } from "./report/store";
import type { Head } from "./report/types";
import { readBlock } from "./shared/data";
import { applyTheme } from "./shared/theme";
import "./shared/base.css";
import "./report/report.css";

applyTheme();
const root = document.getElementById("app");
if (root) {
  readBlock<Head>("data").then(
    (head) => render(<App store={new Store(head)} />, root),
    (error) => render(<p class="no-rows">The page cannot be read: {String(error)}</p>, root),
  );
}
