import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import { fontClasses } from "@/components/layout/fonts";
import { preferencesOf } from "@/components/layout/preferences";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Countersign", template: "%s · Countersign" },
  description: "Model releases that pass gates, signed by role.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

// Read from cookies on the server, so that the first paint has the chosen colours and density with no script at all.
export default async function RootLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const { theme, density } = preferencesOf(await cookies());
  return (
    <html
      lang="en"
      className={fontClasses}
      data-theme={theme === "system" ? undefined : theme}
      data-density={density === "comfortable" ? undefined : density}
    >
      <body>{children}</body>
    </html>
  );
}
