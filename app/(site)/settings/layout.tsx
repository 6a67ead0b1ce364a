import type { ReactElement, ReactNode } from "react";
import { SettingsTabs } from "@/components/layout/settings-tabs";

export default function SettingsLayout({ children }: { children: ReactNode }): ReactElement {
  return (
    <>
      <SettingsTabs />
      {children}
    </>
  );
}
