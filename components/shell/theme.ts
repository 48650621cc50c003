export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/**
 * Runs before the first paint, so that no page flashes in the wrong theme. It also tells the server the browser's time zone, for
 * administrators who have not chosen one. React never writes the class of <html>: this and `setTheme` alone do.
 */
export const firstPaintScript = `(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const wish = localStorage.getItem("theme") ?? "system";
    const isDark = wish === "dark" || (wish === "system" && system.matches);
    root.classList.toggle("dark", isDark);
    root.classList.toggle("light", !isDark);
  };
  try {
    paint();
    system.addEventListener("change", paint);
    addEventListener("storage", paint);
    addEventListener("popdesk:theme", paint);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    document.cookie = "time-zone=" + encodeURIComponent(zone) + "; path=/; max-age=31536000; samesite=lax";
  } catch {}
})();`;

export function setTheme(theme: Theme): void {
  localStorage.setItem("theme", theme);
  dispatchEvent(new Event("popdesk:theme"));
}

export function readTheme(): Theme {
  const stored = localStorage.getItem("theme");
  return themes.find((theme) => theme === stored) ?? "system";
}

/** Calls back when the wish changes, here or in another tab. */
export function followTheme(listener: () => void): () => void {
  addEventListener("storage", listener);
  addEventListener("popdesk:theme", listener);
  return () => {
    removeEventListener("storage", listener);
    removeEventListener("popdesk:theme", listener);
  };
}
