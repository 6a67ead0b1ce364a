import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import { fontClasses } from "@/components/layout/fonts";
import { themeCookie, themeOf } from "@/components/layout/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Countersign", template: "%s · Countersign" },
  description: "Model releases that pass gates, signed by role.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

// Read from a cookie on the server, so that the first paint has the chosen colours with no script at all.
export default async function RootLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" className={fontClasses} {...(theme !== "system" && { "data-theme": theme })}>
      <body>{children}</body>
    </html>
  );
}
