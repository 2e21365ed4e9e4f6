import { useState } from "preact/hooks";

const KEY = "ses-theme";
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const LABELS = { auto: "System", light: "Light", dark: "Dark" };

// A browser may forbid storage to pages from the disk: then the theme lasts as long as the page.
function savedTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "auto";
  } catch {
    return "auto";
  }
}

/** Show the page in a theme; "auto" is the system's. */
export function applyTheme(theme: Theme = savedTheme()): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above.
  }
}

/** A button that goes through the themes: the system's, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(savedTheme);
  const next = () => {
    const other = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    applyTheme(other);
    setTheme(other);
  };
  return (
    <button type="button" class="quiet" onClick={next} title="Colours: system, light, dark">
      {LABELS[theme]}
    </button>
  );
}
